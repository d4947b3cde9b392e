// Replaces a module that the command never uses; see bundle.mjs.
module.exports = {};
