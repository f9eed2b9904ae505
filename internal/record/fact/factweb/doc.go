// Package factweb shows how observations are imported (导入数据). In this release the page explains and offers the
// template; importing itself is done on the command line until accounts exist.
package factweb
