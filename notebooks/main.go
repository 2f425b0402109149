// Command notebooks runs the tutorial notebooks beside it and renders them as a course of HTML pages, with the Go
// toolchain alone: no Jupyter, no Python, no network.
//
//	go run ./notebooks        # run everything, store the outputs, write the pages
//	go run ./notebooks -h     # what else it does
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/gonbexec"
)

const usage = `Run the tutorial notebooks and make the course from them.

    go run ./notebooks [flags] [command] [NAME..]

Without a command, every notebook is run, its outputs are stored in it, and the
course is written as HTML pages. A NAME is that of a notebook, such as
00_energy_first, or the beginning of one, such as 00.

    run NAME..     the same for these notebooks only
    check [NAME..] run them and store nothing; fail on a cell that fails, and on
                   stored notebooks that are not the result of one clean run
    render         write the pages from the stored outputs, run nothing
    strip NAME..   remove the stored outputs
    serve          show the course on a local address, up to date with the files

The first cell that fails stops everything, with the notebook as it was before
and exit status 1. Ctrl-C ends what a cell has started.

Flags:
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(command(ctx, dir, os.Args[1:], os.Stdout, os.Stderr))
}

// tool is what the commands need.
type tool struct {
	folder  string // of the notebooks
	pages   string // of the course
	timeout time.Duration
	addr    string
	stored  bool // check runs nothing
	out     io.Writer
}

// errUsage is a command line that makes no sense.
var errUsage = errors.New("see go run ./notebooks -h")

// command does what the arguments say, from a folder in the module, and gives the exit status.
func command(ctx context.Context, dir string, args []string, stdout, stderr io.Writer) int {
	t := &tool{out: stdout}
	flags := flag.NewFlagSet("notebooks", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.DurationVar(&t.timeout, "timeout", gonbexec.DefaultTimeout, "time that the program of a cell may take")
	flags.StringVar(&t.pages, "out", "", "folder of the pages (default notebooks/html)")
	flags.StringVar(&t.addr, "addr", "localhost:8080", "where serve listens")
	flags.BoolVar(&t.stored, "stored", false, "check looks at what is stored only and runs nothing")
	name, names, err := split(flags, args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, usage)
		flags.SetOutput(stdout)
		flags.PrintDefaults()
		return 0
	}
	if err == nil {
		err = t.locate(dir)
	}
	if err == nil {
		err = t.do(ctx, name, names)
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintln(stderr, err)
		return 2
	}
	fmt.Fprintln(stderr, err)
	return 1
}

// split parses flags in front of the command and after it.
func split(flags *flag.FlagSet, args []string) (name string, names []string, err error) {
	if err := parse(flags, args); err != nil || flags.NArg() == 0 {
		return "", nil, err
	}
	name = flags.Arg(0)
	err = parse(flags, flags.Args()[1:])
	return name, flags.Args(), err
}

func parse(flags *flag.FlagSet, args []string) error {
	err := flags.Parse(args)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		return fmt.Errorf("%w; %w", err, errUsage)
	}
	return err
}

func (t *tool) do(ctx context.Context, name string, names []string) error {
	if !slices.Contains([]string{"", "run", "check", "render", "strip", "serve"}, name) {
		return fmt.Errorf("there is no command %q; %w", name, errUsage)
	}
	wantNames := map[string]bool{"run": true, "strip": true}[name]
	mayName := wantNames || name == "check"
	switch {
	case wantNames && len(names) == 0:
		return fmt.Errorf("%s needs the name of a notebook; %w", name, errUsage)
	case !mayName && len(names) > 0:
		return fmt.Errorf("%s takes no names; %w", name, errUsage)
	}
	chosen, err := t.choose(names)
	if err != nil {
		return err
	}
	switch name {
	case "", "run":
		return t.run(ctx, chosen)
	case "check":
		return t.check(ctx, chosen)
	case "render":
		return t.render(nil)
	case "strip":
		return t.strip(chosen)
	}
	return t.serve(ctx)
}

// locate finds the notebooks of the module that dir belongs to.
func (t *tool) locate(dir string) error {
	for d := dir; ; d = filepath.Dir(d) {
		folder := filepath.Join(d, "notebooks")
		_, err := os.Stat(filepath.Join(d, "go.mod"))
		if info, e := os.Stat(folder); err == nil && e == nil && info.IsDir() {
			t.folder = folder
			break
		}
		if d == filepath.Dir(d) {
			return fmt.Errorf("%s is not in a module with a folder of notebooks", dir)
		}
	}
	if t.pages == "" {
		t.pages = filepath.Join(t.folder, "html")
	} else if !filepath.IsAbs(t.pages) {
		t.pages = filepath.Join(dir, t.pages)
	}
	return nil
}
