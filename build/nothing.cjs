// Replaces a module that the command never uses; see bundle-command.mjs.
module.exports = {};
