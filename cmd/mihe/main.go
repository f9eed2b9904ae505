// Command mihe measures the four gaps and coordinates the work that closes them (弥合).
package main

func main() {}
