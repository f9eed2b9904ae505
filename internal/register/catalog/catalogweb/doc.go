// Package catalogweb shows the directory of services (服务目录): pages for residents and their relatives, on which prices and
// room left stand side by side, a page on which providers declare their capacity, one on which officials publish, and the
// endpoints of HSDS 3.0 under /hsds/3.0 for other programs. Visitors and other programs read what was published, nothing else.
package catalogweb
