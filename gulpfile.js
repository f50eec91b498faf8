const { rm } = require('node:fs/promises');
const { dest, src } = require('gulp');

/** Files that tsc leaves where they are: the icons, and the nodes' codex files and output schemas. */
const ASSETS = ['icons/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'];

/** Empties dist/, so that no file of an earlier build is published. */
exports.clean = async () => await rm('dist', { recursive: true, force: true });

/** Copies them beside the compiled nodes. */
exports.assets = () => src(ASSETS, { base: '.', encoding: false }).pipe(dest('dist'));
