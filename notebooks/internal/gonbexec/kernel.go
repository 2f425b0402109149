package gonbexec

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

// Settings of a Kernel.
type Settings struct {
	Notebook string        // its name in errors; may be empty
	Dir      string        // where cells run: the notebook's folder; empty: the current one
	Timeout  time.Duration // of a cell's commands, and of its program once it is built; zero: DefaultTimeout
	Env      []string      // of cells, as in os/exec; nil: that of this process

	// Progress is called before each cell that Run runs, with its number and that of all code cells. It may be nil.
	Progress func(cell, cells int)
}

// DefaultTimeout is how long the commands of a cell, its build and its program may each take.
const DefaultTimeout = 10 * time.Minute

// Kernel runs cells one after another, and remembers their declarations. It is not safe for concurrent use.
type Kernel struct {
	settings  Settings
	base      string // the temporary folder that holds the next two
	tmp       string // go.mod, main.go and the program
	pipes     string
	module    string // name of the temporary module
	goVersion string

	dir      string
	env      environment
	goFlags  []string
	autoGet  bool
	declared memory
	standard standard
	grace    time.Duration // as in GoNB, and shorter in tests
	cells    int
	displays map[string][]*ipynb.Output
}

// New prepares a Kernel with a fresh module in a temporary folder. Close removes it.
func New(ctx context.Context, s Settings) (*Kernel, error) {
	if s.Timeout == 0 {
		s.Timeout = DefaultTimeout
	}
	if s.Env == nil {
		s.Env = os.Environ()
	}
	k := &Kernel{settings: s, autoGet: true, grace: 5 * time.Second, env: newEnvironment(s.Env), standard: standard{}, displays: map[string][]*ipynb.Output{}}
	err := k.makeFolders()
	if err == nil {
		err = k.askGo(ctx)
	}
	if err == nil {
		err = k.writeGoMod()
	}
	if err == nil {
		err = k.tryPipes()
	}
	if err != nil {
		return nil, errors.Join(err, k.Close())
	}
	k.env.set("GONB_DIR", k.dir)
	k.env.set("GONB_TMP_DIR", k.tmp)
	return k, nil
}

// Close removes the temporary folder.
func (k *Kernel) Close() error {
	if k.base == "" {
		return nil
	}
	return os.RemoveAll(k.base)
}

func (k *Kernel) makeFolders() (err error) {
	if k.dir, err = filepath.Abs(k.settings.Dir); err != nil {
		return err
	}
	if k.base, err = os.MkdirTemp("", "gonbexec_"); err != nil {
		return err
	}
	// The go command names files relative to the folder it finds itself in, so this must not be a link.
	if k.base, err = filepath.EvalSymlinks(k.base); err != nil {
		return err
	}
	id := make([]byte, 4)
	rand.Read(id)
	k.module = "gonb_" + hex.EncodeToString(id)
	k.tmp, k.pipes = filepath.Join(k.base, k.module), filepath.Join(k.base, "pipes")
	return errors.Join(os.Mkdir(k.tmp, 0o755), os.Mkdir(k.pipes, 0o700))
}

// askGo finds out version and flags of the go command.
func (k *Kernel) askGo(ctx context.Context) error {
	text, err := k.goTool(ctx, "env", "-json", "GOVERSION", "GOFLAGS")
	var env struct{ GOVERSION, GOFLAGS string }
	if err == nil {
		err = json.Unmarshal([]byte(text), &env)
	}
	if err != nil {
		return fmt.Errorf("asking the go command for its version: %w: %s", err, strings.TrimSpace(text))
	}
	k.goVersion = env.GOVERSION
	k.env.setGoFlags(env.GOFLAGS)
	return nil
}

var release = regexp.MustCompile(`\d+\.\d+(\.\d+)?`)

// writeGoMod makes the temporary module anew.
func (k *Kernel) writeGoMod() error {
	os.Remove(filepath.Join(k.tmp, "go.sum"))
	text := "module " + k.module + "\n\ngo " + release.FindString(k.goVersion) + "\n"
	return os.WriteFile(filepath.Join(k.tmp, "go.mod"), []byte(text), 0o644)
}

func (k *Kernel) tryPipes() error {
	path := filepath.Join(k.pipes, "try")
	if err := mkfifo(path); err != nil {
		return err
	}
	return os.Remove(path)
}

// binary is the program of the current cell.
func (k *Kernel) binary() string { return filepath.Join(k.tmp, k.module) }

// Cells gives the number of cells that have run.
func (k *Kernel) Cells() int { return k.cells }

// Execute runs one cell and gives its outputs, also with an error, which then is a *CellError and the last output.
// Later cells may replace outputs that have a display id, so the pointers should be kept until the last cell has run.
func (k *Kernel) Execute(ctx context.Context, source string) ([]*ipynb.Output, error) {
	k.cells++
	r := &run{kernel: k, number: k.cells, out: newRecorder(k.displays)}
	err := r.cell(ctx, source)
	outputs := r.out.finish()
	if err == nil {
		return outputs, nil
	}
	for _, o := range outputs {
		if o.Name == "stderr" {
			o.Text = truePlaces(o.Text, r.source)
		}
	}
	failed := k.cellError(ctx, err, r)
	return append(outputs, errorOutput(failed)), failed
}

// cellError says where and why a cell failed.
func (k *Kernel) cellError(ctx context.Context, err error, r *run) *CellError {
	var f *CellError
	if !errors.As(err, &f) {
		f = failure(0, err, "%v", err)
	}
	var limit *timeLimit
	switch cause := context.Cause(ctx); {
	case errors.As(err, &limit):
		f = failure(f.Line, ErrTimeout, "%v", limit)
		f.Detail = r.whereabouts()
		f.locate(f.Detail)
	case cause != nil:
		f = failure(0, cause, "interrupted")
		if !errors.Is(cause, context.Canceled) {
			f.Err = errors.Join(cause, context.Canceled)
		}
	}
	if f.Cell == 0 {
		f.Cell = r.number
	}
	if f.Line == 0 && f.Cell == r.number {
		f.Line = r.mainLine
	}
	f.Notebook = k.settings.Notebook
	return f
}

func errorOutput(e *CellError) *ipynb.Output {
	text := strings.ToValidUTF8(e.Error(), "\uFFFD")
	value, _, _ := strings.Cut(text, "\n")
	return &ipynb.Output{Type: ipynb.Error, EName: "ERROR", EValue: value, Traceback: strings.Split(text, "\n")}
}
