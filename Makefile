# Plain go commands are the interface; this file only spells the longer ones.

TOOL := go tool -modfile=tools/go.mod
RACE := $(shell sed -e 's/\#.*//' .ci/race-packages)

.PHONY: check format vet lint tidy generate test race cross bench

# What CI runs, in the same order, without installing anything: format, vet, lint, test.
check: format vet lint tidy test

format:
	@files=$$($(TOOL) gofumpt -l .); test -z "$$files" || { echo "$$files"; exit 1; }
	$(TOOL) golangci-lint fmt --diff

vet:
	go vet ./...

lint:
	$(TOOL) golangci-lint run

tidy:
	go mod tidy -diff
	go -C tools mod tidy -diff

generate:
	$(TOOL) templ generate

test:
	go test ./...
	go -C tools test ./...

# SQLite is twenty times slower under the race detector, so the packages are named.
race:
	CGO_ENABLED=1 go test -race -short $(RACE)

cross:
	for arch in amd64 arm64 loong64; do \
		CGO_ENABLED=0 GOOS=linux GOARCH=$$arch go build -trimpath -o dist/mihe-linux-$$arch ./cmd/mihe || exit 1; \
	done

# The figures of docs/operations/performance.md and eldercare.md.
bench:
	go run ./test/bench -into docs/operations/performance.md
	go run ./test/bench -county -into docs/operations/eldercare.md
