// Command testsum reads the events of go test -json and says what they came to: each package as it ends, the output
// of what failed, every skipped test with its reason, and one closing line "N passed, N failed, N skipped".
//
// A skip has to be listed, with a reason, in the file named by -allow; any other counts as a finding. Tests that
// have subtests are not counted themselves: their subtests are. The exit code is 1 on a failure, on an unlisted skip
// and when no test ran at all.
//
//	go test -json ./... | testsum -allow .ci/allowed-skips -out summary.txt
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Getenv))
}

func run(args []string, in io.Reader, out io.Writer, getenv func(string) string) int {
	flags := flag.NewFlagSet("testsum", flag.ContinueOnError)
	flags.SetOutput(out)
	allow := flags.String("allow", "", "file of skips that are allowed")
	sum := flags.String("out", "", "file to write the closing line to")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	s, err := summarise(in, out, *allow, getenv)
	if err != nil {
		_, _ = fmt.Fprintln(out, "testsum:", err) // nowhere else to tell it
		return 2
	}
	if *sum != "" {
		if err := os.WriteFile(*sum, []byte(s.line()+"\n"), 0o600); err != nil {
			_, _ = fmt.Fprintln(out, "testsum:", err)
			return 2
		}
	}
	return s.exit()
}

func summarise(in io.Reader, out io.Writer, allow string, getenv func(string) string) (*summary, error) {
	var skips []allowed
	if allow != "" {
		raw, err := os.ReadFile(allow)
		if err != nil {
			return nil, err
		}
		if skips, err = parseAllowed(string(raw), getenv); err != nil {
			return nil, fmt.Errorf("%s: %w", allow, err)
		}
	}
	s := newSummary(out, skips)
	if err := s.read(in); err != nil {
		return nil, err
	}
	s.close()
	return s, nil
}
