/**
 * Lets jest, whose modules are CommonJS here, use a package that has ES modules only: Node itself
 * loads it, once for all test files of a worker. Transforming the hundred files of execa and of what
 * it needs would take half a second for each test file.
 */
export default {
	process: () => ({ code: `module.exports = require('node:module')._load(__filename);` }),
};
