package main

import "embed"

// words are the texts of the command line in both languages.
//
//go:embed zh-CN.json en.json
var words embed.FS
