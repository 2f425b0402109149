package gonbexec

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/imports"
)

// imports gives the imports of a program: those of all cells that it uses, those that it lacks and goimports finds,
// and the rest of this cell's as blank ones, so that a wrong path is noticed where it stands.
func (k *Kernel) imports(ctx context.Context, declared memory, main *unit, file string, number int) ([]*unit, error) {
	known := []*unit{{kind: token.IMPORT, path: "flag", alias: flagImport, text: flagImport + ` "flag"`, at: place{number, 1, 1}}}
	for _, u := range declared {
		if u.kind == token.IMPORT {
			known = append(known, u)
		}
	}
	uses, err := qualifiers(program(nil, declared, main))
	if err != nil {
		return nil, err
	}
	used := slices.DeleteFunc(slices.Clone(known), func(u *unit) bool { return !u.isBlank() && uses[u.packageName()] == nil })
	for _, u := range used {
		delete(uses, u.packageName())
	}
	found, ok := k.standard.find(uses, number)
	if used = append(used, found...); !ok {
		if used, err = k.goimports(ctx, known, declared, main, file, number); err != nil {
			return nil, err
		}
		k.standard.learn(used, uses)
	}
	for _, u := range known {
		if u.at.cell == number && u.alias != flagImport && !has(used, u) {
			blank := *u
			blank.text = "_ " + strconv.Quote(u.path)
			used = append(used, &blank)
		}
	}
	return used, nil
}

func has(list []*unit, u *unit) bool {
	return slices.ContainsFunc(list, func(v *unit) bool { return v.path == u.path && v.alias == u.alias })
}

func (u *unit) isBlank() bool { return u.alias == "_" || u.alias == "." }

// packageName is the alias or what the path lets expect: its last element but for a version, up to the first
// character that a name cannot have, without the prefix "go-".
func (u *unit) packageName() string {
	if u.alias != "" {
		return u.alias
	}
	base := path.Base(u.path)
	if isVersion(base) {
		base = path.Base(path.Dir(u.path))
	}
	base = strings.TrimPrefix(base, "go-")
	if i := strings.IndexFunc(base, func(c rune) bool { return !isLetterOrDigit(c) }); i >= 0 {
		base = base[:i]
	}
	return base
}

func isLetterOrDigit(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c >= 0x80
}

// isVersion tells whether an element of a path is v2, v3 and so on.
func isVersion(element string) bool {
	digits, ok := strings.CutPrefix(element, "v")
	_, err := strconv.ParseUint(digits, 10, 32)
	return ok && err == nil
}

// qualifiers gives the names x of all x.Name where nothing in the program declares x, each with its Names.
func qualifiers(src string) (map[string][]string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), "", src, 0)
	if err != nil {
		return nil, failure(0, ErrSyntax, "%v", err)
	}
	free := map[*ast.Ident]bool{}
	for _, id := range f.Unresolved {
		free[id] = true
	}
	uses := map[string][]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := s.X.(*ast.Ident); ok && free[id] {
				uses[id.Name] = append(uses[id.Name], s.Sel.Name)
			}
		}
		return true
	})
	return uses, nil
}

// goimports has the missing imports found and the unused ones left out.
func (k *Kernel) goimports(ctx context.Context, known []*unit, declared memory, main *unit, file string, number int) ([]*unit, error) {
	fixed, err := k.goimportsProcess(ctx, filepath.Join(k.tmp, file), program(known, declared, main))
	if err != nil {
		return nil, err
	}
	f, err := parser.ParseFile(token.NewFileSet(), "", fixed, parser.ImportsOnly)
	if err != nil {
		return nil, failure(0, ErrSyntax, "%v", err)
	}
	var used []*unit
	for _, s := range f.Imports {
		u := &unit{kind: token.IMPORT, path: strings.Trim(s.Path.Value, "\"`"), text: s.Path.Value, at: place{number, 1, 1}}
		if s.Name != nil {
			u.alias, u.text = s.Name.Name, s.Name.Name+" "+s.Path.Value
		}
		if i := slices.IndexFunc(known, func(v *unit) bool { return v.path == u.path && (v.alias == u.alias || v.alias == "") }); i >= 0 {
			u.at, u.alias = known[i].at, known[i].alias
		}
		used = append(used, u)
	}
	return used, nil
}

// goimportsMark in the environment turns this executable into goimports for one file.
const goimportsMark = "GONBEXEC_GOIMPORTS_FILE"

// goimportsProcess runs imports.Process in a process of its own, since that takes folder and environment from its
// process and cannot be cancelled.
func (k *Kernel) goimportsProcess(ctx context.Context, file, src string) ([]byte, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	var out, complaint bytes.Buffer
	cmd := exec.Cmd{Path: self, Dir: k.tmp, Env: k.env.list(goimportsMark + "=" + file), Stdin: strings.NewReader(src), Stdout: &out, Stderr: &complaint}
	ownGroup(&cmd)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	err = wait(ctx, &cmd, false, k.grace)
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	if err != nil {
		f := failure(0, ErrCompile, "the missing imports cannot be found: %v", err)
		f.Detail = complaint.String()
		return nil, f
	}
	return out.Bytes(), nil
}

func init() {
	file, ok := os.LookupEnv(goimportsMark)
	if !ok {
		return
	}
	os.Unsetenv(goimportsMark)
	src, err := io.ReadAll(os.Stdin)
	if err == nil {
		src, err = imports.Process(file, src, nil)
	}
	if err == nil {
		_, err = os.Stdout.Write(src)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}
