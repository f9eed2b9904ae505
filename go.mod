module mihe

go 1.26.0
