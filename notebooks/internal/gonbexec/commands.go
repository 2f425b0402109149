package gonbexec

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// takes says how many words each supported % command may have after its name (-1: any number).
var takes = map[string]struct{ least, most int }{
	"%": {0, -1}, "main": {0, -1}, "exec": {1, -1}, "args": {0, -1}, "test": {0, -1},
	"env": {1, 2}, "cd": {0, 1}, "goflags": {0, -1}, "autoget": {0, 0}, "noautoget": {0, 0},
	"list": {0, 0}, "ls": {0, 0}, "rm": {1, -1}, "remove": {1, -1}, "reset": {0, 1}, "goworkfix": {0, 0},
	"capture": {1, 2}, "help": {0, 0}, "version": {0, 0},
	"track": {0, 1}, "untrack": {0, 1}, // for completion in an editor only
}

// needJupyter are GoNB's commands that make no sense without a browser.
var needJupyter = []string{"wasm", "widgets", "widgets_hb", "with_inputs", "with_password"}

func checkCommand(c command) error {
	name, n := c.words[0], len(c.words)-1
	limit, known := takes[name]
	switch {
	case slices.Contains(needJupyter, name):
		return failure(c.line, ErrUnsupported, "%%%s: %v", name, ErrUnsupported)
	case slices.Contains(cellMagic, "%"+name):
		return failure(c.line, ErrSyntax, "%%%s has to be the first line of its cell", name)
	case !known:
		return failure(c.line, ErrSyntax, "unknown command %%%s", name)
	case n < limit.least || limit.most >= 0 && n > limit.most:
		return failure(c.line, ErrSyntax, "%%%s: %d words follow, %s expected", name, n, between(limit.least, limit.most))
	case name == "reset" && n == 1 && c.words[1] != "go.mod":
		return failure(c.line, ErrSyntax, "%%reset %s: only go.mod can follow", c.words[1])
	case name == "capture" && n == 2 && c.words[1] != "-a":
		return failure(c.line, ErrSyntax, "%%capture %s: only -a can precede the file", c.words[1])
	case name == "env" && n == 1 && strings.Index(c.words[1], "=") < 1:
		return failure(c.line, ErrSyntax, "%%env %s: it needs a name and a value", c.words[1])
	}
	return nil
}

func between(least, most int) string {
	digits := "0123456789"
	switch {
	case most < 0:
		return "at least " + digits[least:least+1]
	case most == least:
		return digits[least : least+1]
	}
	return digits[least:least+1] + " to " + digits[most:most+1]
}

// command runs one % or ! line.
func (r *run) command(ctx context.Context, c command) error {
	if c.kind == '!' {
		return r.shell(ctx, c)
	}
	k, words := r.kernel, c.words[1:]
	switch c.words[0] {
	case "%", "main", "args":
		r.args = words
	case "exec":
		r.args = words[1:]
	case "test":
		r.args, r.test = words, true
	case "env":
		r.setEnv(words)
	case "cd":
		return r.changeDir(c, words)
	case "goflags":
		if len(words) > 0 {
			k.goFlags = slices.DeleteFunc(slices.Clone(words), func(s string) bool { return s == "" })
		}
		r.out.printf("%%goflags=%q\n", k.goFlags)
	case "autoget", "noautoget":
		k.autoGet = c.words[0] == "autoget"
	case "list", "ls":
		r.out.printf("%s", k.declared.list())
	case "rm", "remove":
		r.forget(words)
	case "reset":
		return r.reset(ctx, c, len(words) == 0)
	case "goworkfix":
		return r.workFix(ctx, c)
	case "capture":
		return r.capture(c, words)
	case "help":
		r.out.printf("%s", help)
	case "version":
		r.out.printf("gonbexec, the executor of notebooks without Jupyter, %s\n", k.goVersion)
	}
	return nil
}

const help = "Cells run without Jupyter here; the commands are those of GoNB: " +
	"%% %main %exec %args %test %env %cd %goflags %autoget %noautoget %list %rm %reset %goworkfix %capture " +
	"%%writefile %%bash %%sh %%script ! !*\n"

func (r *run) setEnv(words []string) {
	key, value := words[0], ""
	if len(words) == 2 {
		value = words[1]
	} else {
		key, value, _ = strings.Cut(words[0], "=")
	}
	r.kernel.env.set(key, value)
	r.out.printf("Set: %s=%q\n", key, value)
}

func (r *run) changeDir(c command, words []string) error {
	k := r.kernel
	if len(words) == 0 {
		r.out.printf("Current directory: %q\n", k.dir)
		return nil
	}
	dir := k.path(words[0])
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return failure(c.line, ErrFailed, "%%cd %s: there is no such folder", words[0])
	}
	k.dir = dir
	k.env.set("GONB_DIR", dir)
	r.out.printf("Changed directory to %q\n", dir)
	return nil
}

// path makes a path of a cell absolute, with ~ and variables in it replaced.
func (k *Kernel) path(p string) string {
	p = os.Expand(p, k.env.get)
	if p == "~" || strings.HasPrefix(p, "~/") {
		p = k.env.get("HOME") + p[1:]
	}
	if !filepath.IsAbs(p) {
		p = filepath.Join(k.dir, p)
	}
	return filepath.Clean(p)
}

func (r *run) forget(keys []string) {
	k := r.kernel
	for _, key := range keys {
		before := k.declared.list()
		k.declared = k.declared.without(0, func(n string) bool { return n == key })
		if k.declared.list() == before {
			r.out.printf("%s is not declared\n", key)
		} else {
			r.out.printf("removed %s\n", key)
		}
	}
}

func (r *run) reset(ctx context.Context, c command, declarations bool) error {
	if declarations {
		r.kernel.declared = nil
		r.out.printf("all declarations removed\n")
	}
	if err := r.kernel.writeGoMod(); err != nil {
		return failure(c.line, ErrFailed, "%%reset: %v", err)
	}
	return nil
}

func (r *run) capture(c command, words []string) error {
	flags := os.O_CREATE | os.O_WRONLY | os.O_TRUNC
	if len(words) == 2 {
		flags = os.O_CREATE | os.O_WRONLY | os.O_APPEND
	}
	f, err := os.OpenFile(r.kernel.path(words[len(words)-1]), flags, 0o644)
	if err != nil {
		return failure(c.line, ErrFailed, "%%capture: %v", err)
	}
	r.captures = append(r.captures, f)
	r.out.capture = f
	return nil
}
