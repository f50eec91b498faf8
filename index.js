/** The package's entry point. n8n itself loads the files that package.json's `n8n` block names. */
const { WiroProjectApi } = require('./dist/credentials/WiroProjectApi.credentials.js');
const { Wiro } = require('./dist/nodes/Wiro/Wiro.node.js');
const { WiroTrigger } = require('./dist/nodes/Wiro/WiroTrigger.node.js');

module.exports = { Wiro, WiroProjectApi, WiroTrigger };
