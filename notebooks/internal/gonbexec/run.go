package gonbexec

import (
	"context"
	"errors"
	"go/token"
	"os"
	"os/exec"
	"strings"
)

// run is the state of one cell while it runs.
type run struct {
	kernel    *Kernel
	number    int
	out       *recorder
	args      []string
	test      bool
	mainLine  int
	source    string // of the program that runs
	pipeCount int
	captures  []*os.File
}

// cell runs commands and program of a cell.
func (r *run) cell(ctx context.Context, source string) (err error) {
	defer func() {
		for _, f := range r.captures {
			if e := f.Close(); err == nil && e != nil {
				err = failure(0, ErrFailed, "%%capture: %v", e)
			}
		}
	}()
	c, err := splitCell(source)
	if err != nil {
		return err
	}
	r.mainLine = max(c.mainLine, 1)
	if c.magic != nil {
		return r.magicCell(ctx, c)
	}
	units, err := c.parse(r.number)
	if err != nil {
		return err
	}
	if err := r.commands(ctx, c); err != nil {
		return err
	}
	if !c.hasGo() && !r.test {
		return nil
	}
	return r.program(ctx, units)
}

func (r *run) commands(ctx context.Context, c *cell) error {
	ctx, cancel := r.limit(ctx)
	defer cancel()
	for _, cmd := range c.commands {
		if err := r.command(ctx, cmd); err != nil {
			return err
		}
	}
	return nil
}

// program builds and runs a cell's Go. Its declarations are kept as soon as it compiles.
func (r *run) program(ctx context.Context, units []*unit) error {
	k := r.kernel
	main, rest := takeMain(units, r.number)
	declared, err := k.declared.merge(rest)
	if err != nil {
		return err
	}
	onlyDeclares := len(rest) == len(units) && len(r.args) == 0 && !r.test && inert(declared)
	if r.test && len(rest) == len(units) {
		main = nil
	}
	if err := r.compile(ctx, declared, main, !onlyDeclares); err != nil {
		return err
	}
	k.declared = declared
	if onlyDeclares {
		return nil
	}
	args := r.args
	if r.test && len(args) == 0 {
		args = testArgs(rest)
	}
	return r.execute(ctx, args)
}

// compile builds a program of declarations and main.
func (r *run) compile(ctx context.Context, declared memory, main *unit, link bool) error {
	ctx, cancel := withLimit(ctx, DefaultTimeout, "build")
	defer cancel()
	imports, err := r.kernel.imports(ctx, declared, main, r.file(), r.number)
	if err != nil {
		return err
	}
	r.source = program(imports, declared, main)
	return r.build(ctx, r.source, link)
}

func (r *run) execute(ctx context.Context, args []string) error {
	k := r.kernel
	p := process{program: k.binary(), args: append([]string{k.binary()}, args...), dir: k.dir, env: k.env.list(), displays: true}
	ctx, cancel := r.limit(ctx)
	defer cancel()
	err := r.process(ctx, p)
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return err
	}
	f := failure(0, ErrFailed, "%v", exit)
	f.Detail = r.lastWords()
	f.locate(f.Detail)
	return f
}

// testArgs selects the tests and benchmarks of this cell.
func testArgs(units []*unit) []string {
	var names []string
	args := []string{"-test.v"}
	for _, u := range units {
		if u.kind != token.FUNC {
			continue
		}
		if strings.HasPrefix(u.key, "Test") {
			names = append(names, "^"+u.key+"$")
		}
		if strings.HasPrefix(u.key, "Benchmark") && len(args) == 1 {
			args = append(args, "-test.bench=.")
		}
	}
	return append(args, "-test.run="+strings.Join(names, "|"))
}
