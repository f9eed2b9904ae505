// Package factweb is the pages of imports (导入数据, actions A14 and A16): what to write, sending a file, watching its
// import and stopping it, what was wrong with it, and who has loaded what. They work without script: a page of a running
// import reloads itself.
//
// Limit: whoever closes the browser finds the import again under /import, on their own account only.
package factweb
