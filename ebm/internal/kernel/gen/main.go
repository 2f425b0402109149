// Gen writes the assembly of package kernel and its Go declarations: for each
// family of routines NAME a file NAME_amd64.s and a file NAME_stub_amd64.go.
//
// A routine is written once, for a vector width. To add one, read step in
// update.go, the simplest, and elementwise.go, what it is made of. Then write
//
//   - its portable twin, in NAME_generic.go of the package;
//   - the routine, in a family that is listed below;
//   - the choice between both, in elementwise_amd64.go and elementwise_other.go;
//   - tests that compare both, and widths, and that it stays inside: a line in
//     elementwise_linux_test.go.
//
// Three rules hold for all routines:
//
//   - AVX2 and AVX-512 give the same bits: the same formula, the same order of
//     fused multiplications and additions for each element.
//   - Nothing outside the operands is read or written: edges go through masks.
//   - Every routine ends in VZEROUPPER, without which the SSE instructions of
//     compiled Go would run slowly afterwards.
package main

import (
	"bytes"
	"log"
	"os"
	"path/filepath"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
)

// families in the order in which they are written.
var families = []struct {
	name  string
	write func(c *build.Context)
}{
	{"spin", spin},
	{"product", product},
	{"chosen", chosen},
	{"peak", peak},
	{"bytes", bytesToFloats},
	{"philox", uniforms},
	{"sigmoid", sigmoids},
	{"softplus", softplus},
	{"update", updates},
	{"linear", linear},
	{"optimize", optimizers},
	{"drop", drops},
	{"slope", slopes},
}

func main() {
	log.SetFlags(0)
	for _, f := range families {
		c := build.NewContext()
		f.write(c)
		if err := generate(f.name, c); err != nil {
			log.Fatalf("%s: %v", f.name, err)
		}
	}
	if err := neon(); err != nil {
		log.Fatal(err)
	}
}

// generate compiles what c holds and writes both files beside this folder.
func generate(name string, c *build.Context) error {
	file, err := c.Result()
	if err != nil {
		return err
	}
	if err := pass.Compile.Execute(file); err != nil {
		return err
	}
	cfg := printer.Config{Name: "go generate", Pkg: "kernel"}
	for path, p := range map[string]printer.Printer{
		name + "_amd64.s":       printer.NewGoAsm(cfg),
		name + "_stub_amd64.go": printer.NewStubs(cfg),
	} {
		text, err := p.Print(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join("..", path), bytes.TrimLeft(text, "\n"), 0o644); err != nil {
			return err
		}
	}
	return nil
}
