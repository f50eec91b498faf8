/**
 * Lets jest, whose modules are CommonJS here, use a package that has ES modules only: Node itself
 * loads it, once for all test files of a worker. With babel, each of the fifteen packages that execa
 * needs would have to be named in jest's configuration and loaded again for every test file.
 */
export default {
	process: () => ({ code: `module.exports = require('node:module')._load(__filename);` }),
};
