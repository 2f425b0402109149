package gonbexec

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
)

func (c *cell) checkMagic() error {
	n := len(c.magic) - 1
	switch c.magic[0] {
	case "%%bash", "%%sh":
		if n > 0 {
			return failure(1, ErrSyntax, "%s takes no words", c.magic[0])
		}
	case "%%script":
		if n == 0 {
			return failure(1, ErrSyntax, "%%%%script needs the command to run")
		}
	case "%%writefile":
		if n == 0 || n > 2 || n == 2 && c.magic[1] != "-a" {
			return failure(1, ErrSyntax, "%%%%writefile needs a file, and -a in front of it to append")
		}
	default:
		return failure(1, ErrUnsupported, "%s: %v", c.magic[0], ErrUnsupported)
	}
	return nil
}

// magicCell runs a cell that is not Go as a whole.
func (r *run) magicCell(ctx context.Context, c *cell) error {
	ctx, cancel := r.limit(ctx)
	defer cancel()
	text := strings.Join(c.body, "\n") + "\n"
	switch c.magic[0] {
	case "%%writefile":
		return r.writeFile(c.magic[1:], text)
	case "%%script":
		return r.script(ctx, 1, c.magic[1:], text)
	}
	return r.script(ctx, 1, []string{strings.TrimPrefix(c.magic[0], "%%")}, text)
}

// standIn is the program to run for a command that the machine lacks: bash for sh, which behaves as sh under that name.
func (k *Kernel) standIn(command string) string {
	if _, err := k.lookPath(command); err == nil || command != "sh" {
		return command
	}
	if _, err := k.lookPath("bash"); err != nil {
		return command
	}
	return "bash"
}

func (r *run) writeFile(words []string, text string) error {
	flags, done := os.O_TRUNC, "written"
	if len(words) == 2 {
		flags, done = os.O_APPEND, "appended"
	}
	path := words[len(words)-1]
	f, err := os.OpenFile(r.kernel.path(path), os.O_CREATE|os.O_WRONLY|flags, 0o644)
	if err != nil {
		return failure(1, ErrFailed, "%%%%writefile: %v", err)
	}
	_, err = f.WriteString(text)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return failure(1, ErrFailed, "%%%%writefile: %v", err)
	}
	r.out.write("stderr", []byte("Cell contents "+done+" to \""+path+"\".\n"))
	return nil
}

// shell runs a ! line in the folder of the cells, or a !* line in that of the program.
func (r *run) shell(ctx context.Context, c command) error {
	dir, text := r.kernel.dir, c.text
	if rest, ok := strings.CutPrefix(text, "*"); ok {
		dir, text = r.kernel.tmp, rest
	}
	p := process{program: "bash", args: []string{"bash", "-c", text}, dir: dir, env: r.kernel.env.list()}
	return r.finish(r.process(ctx, p), c.line, "!"+c.text)
}

func (r *run) script(ctx context.Context, line int, args []string, stdin string) error {
	p := process{program: r.kernel.standIn(args[0]), args: args, dir: r.kernel.dir, env: r.kernel.env.list(), stdin: strings.NewReader(stdin)}
	return r.finish(r.process(ctx, p), line, strings.Join(args, " "))
}

// finish turns the failure of a command into that of its line.
func (r *run) finish(err error, line int, what string) error {
	if err == nil {
		return nil
	}
	if _, ok := err.(*CellError); ok {
		return err
	}
	if e, ok := err.(*exec.ExitError); ok {
		f := failure(line, ErrFailed, "%s: %s", what, e)
		f.Detail = r.lastWords()
		return f
	}
	return failure(line, errors.Join(ErrFailed, err), "%s: %v", what, err)
}
