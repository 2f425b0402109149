package gonbexec

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
)

// workFix adds a replace rule to the program's go.mod for each module of its workspace, for commands that look at
// go.mod only.
func (r *run) workFix(ctx context.Context, c command) error {
	k := r.kernel
	text, err := k.goTool(ctx, "list", "-m", "-json=Path,Dir")
	if err != nil {
		f := failure(c.line, ErrFailed, "%%goworkfix: %v", err)
		f.Detail = text
		return f
	}
	type module struct{ Path, Dir string }
	var modules []module
	d := json.NewDecoder(strings.NewReader(text))
	for d.More() {
		var m module
		if err := d.Decode(&m); err != nil {
			return failure(c.line, ErrFailed, "%%goworkfix: %v", err)
		}
		modules = append(modules, m)
	}
	modules = slices.DeleteFunc(modules, func(m module) bool { return m.Path == k.module })
	for _, m := range modules {
		if text, err := k.goTool(ctx, "mod", "edit", "-replace="+m.Path+"="+filepath.ToSlash(m.Dir)); err != nil {
			f := failure(c.line, ErrFailed, "%%goworkfix: %v", err)
			f.Detail = text
			return f
		}
		r.out.printf("- Added replace rule for module %q to local directory %q.\n", m.Path, m.Dir)
	}
	return nil
}
