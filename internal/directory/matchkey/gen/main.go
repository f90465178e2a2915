// Command gen writes the table of package matchkey from Unicode's confusables.txt (UTS 39), which
// it takes on its standard input, to its standard output.
package main

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"log"
	"os"
)

// notice is the licence of the data. It has to go with every copy, so the table begins with it.
//
//go:embed notice.txt
var notice string

func main() {
	log.SetFlags(0)
	if err := run(os.Stdin, os.Stdout); err != nil {
		log.Fatal("gen: ", err)
	}
}

func run(in io.Reader, out io.Writer) error {
	source, err := parse(in)
	if err != nil {
		return err
	}
	groups, err := source.groups()
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	source.writeHeader(w)
	for _, g := range groups {
		for i, r := range g.skeleton {
			if i > 0 {
				fmt.Fprint(w, " ")
			}
			fmt.Fprintf(w, "%X", r)
		}
		fmt.Fprint(w, " <")
		for _, r := range g.from {
			fmt.Fprintf(w, " %X", r)
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}
