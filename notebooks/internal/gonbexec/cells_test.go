package gonbexec

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

// newKernel makes a Kernel whose cells run in a fresh folder with next to nothing in their environment, and with no
// network.
func newKernel(t testing.TB, more ...string) *Kernel {
	t.Helper()
	env := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "GOPROXY=off"}
	for _, key := range []string{"GOCACHE", "GOMODCACHE", "GOPATH"} { // where the test finds its own modules
		if value, ok := os.LookupEnv(key); ok {
			env = append(env, key+"="+value)
		}
	}
	k, err := New(context.Background(), Settings{Notebook: "test.ipynb", Dir: t.TempDir(), Timeout: time.Minute, Env: append(env, more...)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(k.base); err == nil {
			t.Errorf("%s is left behind", k.base)
		}
	})
	return k
}

// streams joins what a cell has written to both streams, stdout first.
func streams(outputs []*ipynb.Output) string {
	var text [2]string
	for _, o := range outputs {
		switch o.Name {
		case "stdout":
			text[0] += o.Text
		case "stderr":
			text[1] += o.Text
		}
	}
	return text[0] + text[1]
}

// TestCells runs rows of cells, all in one Kernel, with its declarations forgotten between rows. Only the last cell of
// a row may fail.
func TestCells(t *testing.T) {
	t.Parallel()
	k := newKernel(t)
	for _, tc := range []struct {
		name  string
		cells []string
		want  string // regular expression for all that the last cell prints
	}{
		{"program", []string{"package main\n//gonb:%%\nfmt.Print(1)"}, `1`},
		{"%main", []string{"%main a\nfmt.Print(os.Args[1])"}, `a`},
		{"explicit main", []string{"package main\nimport \"fmt\"\nfunc main() { fmt.Print(1) }"}, `1`},
		{"no cell", []string{" \n\t\n"}, ``},
		{"comment", []string{"// nothing"}, ``},
		{"declarations are kept", []string{
			"import str \"strings\"\ntype (\n\tT struct{ s string }\n\tU struct{ T }\n)\nconst c = \"b\"\nvar v = U{T{\"a\" + c}}\nfunc (t *T) up() string { return str.ToUpper(t.s) }\n" +
				"type L[E any] []E\nfunc (l *L[E]) n() int { return len(*l) }\nfunc Map[T, U any](x T, f func(T) U) U { return f(x) }",
			"%%\nfmt.Print(v.up(), (&L[int]{1}).n(), Map(2, strconv.Itoa))"}, `AB12`},
		{"declarations are replaced", []string{
			"import r \"crypto/rand\"\ntype T int\ntype S int\nfunc (T) m() int { return 1 }\nfunc f() int { return 1 }\nconst (\n\ta = iota\n\tb\n\tc\n)\nvar v, w = 1, 2\nvar x, y = 8, 9",
			"import r \"math/rand/v2\"\ntype S string\nfunc (t *T) m() int { return 2 }\nfunc f() int { return 2 }\nconst b = 7\nvar w = 3\nvar x = 4",
			"%%\nvar t T\nfmt.Print(S(\"s\"), t.m(), f(), a, b, c, v, w, x, y, r.IntN(1))"}, `s2 2 0 7 2 1 3 4 9 0`},
		{"values are not kept", []string{"var n = f()\nfunc f() int { fmt.Print(\"f\"); return 1 }\n%%\nn++; fmt.Print(n)", "%%\nfmt.Print(n)"}, `f1`},
		{"initialisers run", []string{"var _ = f(1)\nfunc f(n int) int { fmt.Print(n); return n }", "var _ = f(2)"}, `12`},
		{"init functions", []string{"func init_b() { fmt.Print(\"b\") }\nfunc init_a() { fmt.Print(\"a\") }\nfunc init() { fmt.Print(\"0\") }\n%%\nfmt.Print(1)"}, `0ab1`},
		{"names are free", []string{"import \"strings\"\nvar flag = 1\n%%\nstrings := []int{flag}\nfmt.Print(strings)"}, `\[1\]`},
		{"arguments", []string{"var n = flag.Int(\"n\", 1, \"\")\n%% -n=5 a \"b c\" \\\n  \"d\\n\\\"\" \"\"\nfmt.Printf(\"%d %q\", *n, flag.Args())"}, `5 \["a" "b c" "d\\n\\"" ""\]`},
		{"%args", []string{"%args -n=7\nfunc main() { fmt.Print(os.Args[1]) }"}, `-n=7`},
		{"%% takes %args away", []string{"%args -n=7\n%%\nfmt.Print(len(os.Args))"}, `1`},
		{"%exec", []string{"%exec run 4\nfunc run() { fmt.Print(flag.Arg(0)) }"}, `4`},
		{"%env", []string{"%env A \"b c\""}, `Set: A="b c"\n`},
		{"%env is kept", []string{"%env A=b", "!echo $A\n%%\nfmt.Print(os.Getenv(\"A\"))"}, `b\nb`},
		{"folders", []string{"!test \"$PWD\" = \"$GONB_DIR\" && cd \"$GONB_TMP_DIR\" && basename \"$PWD\" && read -r line < go.mod && echo \"$line\""}, `gonb_[0-9a-f]{8}\nmodule gonb_[0-9a-f]{8}\n`},
		{"!*", []string{"!*test \"$PWD\" = \"$GONB_TMP_DIR\" && echo yes"}, `yes\n`},
		{"commands come first, also in a raw string", []string{"%%\nfmt.Print(len(`\n!echo in\n`))\n!echo 0"}, `in\n0\n2`},
		{"shell", []string{"!echo out \\\n  more; echo err >&2"}, `out more\nerr\n`},
		{"%cd", []string{"!mkdir -p sub", "%cd sub", "!basename \"$PWD\"\n%%\nd, _ := os.Getwd()\nfmt.Print(d == os.Getenv(\"GONB_DIR\"), filepath.Base(d))"}, `sub\ntruesub`},
		{"%cd up", []string{"%cd .."}, `Changed directory to ".*"\n`},
		{"%cd says", []string{"%cd"}, `Current directory: ".*"\n`},
		{"%%bash", []string{"%%bash\na=1\necho $a\n"}, `1\n`},
		{"%%sh", []string{"%%sh\necho $0"}, `sh\n`},
		{"%%script", []string{"%%script cat -\n%% is text here"}, `%% is text here\n`},
		{"%%script of one's own", []string{"%%writefile tool\n#!/usr/bin/env bash\ncat", "!chmod +x tool", "%%script ./tool\ntext"}, `text\n`},
		{"%%writefile", []string{"%%writefile w.txt\n%% a\n!b"}, `Cell contents written to "w.txt".\n`},
		{"%%writefile -a", []string{"%%writefile w.txt\na", "%%writefile -a ${GONB_DIR}/w.txt\nb", "!cat w.txt"}, `a\nb\n`},
		{"%capture", []string{"%capture c.txt\n%%\nfmt.Print(1)\nfmt.Fprint(os.Stderr, 2)", "%capture -a c.txt\n%%\nfmt.Print(3)", "!cat c.txt"}, `123`},
		{"%test", []string{"func add(a, b int) int { return a + b }\nfunc TestOld(t *testing.T) { t.Error() }", "%test\nfunc TestAdd(t *testing.T) {\n\tif add(1, 2) != 3 { t.Error() }\n}"}, `=== RUN   TestAdd\n--- PASS: TestAdd \(0.00s\)\nPASS\n`},
		{"%goflags", []string{"%goflags -gcflags=-l  \"-tags=x\""}, `%goflags=\["-gcflags=-l" "-tags=x"\]\n`},
		{"%list", []string{"import \"fmt\"\nconst c = 1\nvar v, w = 1, 2\ntype T int\nfunc (T) m() {}\nfunc f() { fmt.Print() }", "%list"}, `import fmt fmt\ntype T\nconst c\nvar v, w\nfunc T~m\nfunc f\n`},
		{"%rm", []string{"type T int\nfunc (T) m() {}\nvar a, b = 1, 2", "%rm T T~m a nothing", "%ls"}, `var b\n`},
		{"%rm says", []string{"%rm nothing"}, `nothing is not declared\n`},
		{"%reset", []string{"var a = 1", "%reset", "%list"}, ``},
		{"%reset go.mod", []string{"var a = 1", "!*echo // >> go.mod", "%reset go.mod", "!*wc -l < go.mod", "%list"}, `var a\n`},
		{"%autoget", []string{"%noautoget\n%autoget"}, ``},
		{"%track", []string{"%track\n%untrack"}, ``},
		{"%help", []string{"%help"}, `.*%%writefile.*\n`},
		{"%version", []string{"%version"}, `.*go1\..*\n`},
		{"end of standard input", []string{"%%\nb, err := io.ReadAll(os.Stdin)\nfmt.Print(len(b), err)\nos.Exit(0)"}, `0 <nil>`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var outputs []*ipynb.Output
			for i, c := range append([]string{"%reset", "%goflags \"\""}, tc.cells...) {
				var err error
				outputs, err = k.Execute(context.Background(), c)
				if err != nil && i < len(tc.cells)+1 {
					t.Fatal(err)
				}
			}
			if got := streams(outputs); !regexp.MustCompile(`^(?:` + tc.want + `)$`).MatchString(got) {
				t.Errorf("got %q, want %q; outputs %+v", got, tc.want, outputs)
			}
		})
	}
}

// TestFailures runs rows of cells, of which the last one fails, in one Kernel. N stands for the number of that cell.
func TestFailures(t *testing.T) {
	t.Parallel()
	k := newKernel(t)
	for _, tc := range []struct {
		name  string
		cells []string
		cell  int // before the last one
		line  int
		cause error
		want  string // in the message
	}{
		{"statement", []string{"x := 1"}, 0, 1, ErrSyntax, "(statements need a line %% above them)"},
		{"syntax", []string{"\n%%\nif {\n}"}, 0, 3, ErrSyntax, "missing condition"},
		{"no brace", []string{"%%\nif true {\n"}, 0, 3, ErrSyntax, "expected"},
		{"function below", []string{"%%\n\nfunc f() {}"}, 0, 3, ErrSyntax, "declare functions above it"},
		{"late import", []string{"var a = 1\nimport \"fmt\""}, 0, 2, ErrSyntax, "imports must appear before"},
		{"two programs", []string{"%%\nx := 1\n\n%% -a"}, 0, 4, ErrSyntax, "a second %%: line 1 has begun func main"},
		{"program and main", []string{"%main\n%exec f"}, 0, 2, ErrSyntax, "a second %exec: line 1 has"},
		{"program and func main", []string{"func main() {}\n%%\n"}, 0, 2, ErrCompile, "main is declared in line 1 already"},
		{"twice in a cell", []string{"var a = 1\n\nconst a = 2"}, 0, 3, ErrCompile, "a is declared in line 1 already"},
		{"undefined", []string{"func f() {}\n\n%%\nf()\nfmt.Println(zzz)\n"}, 0, 5, ErrCompile, "undefined: zzz"},
		{"two complaints", []string{"%%\nyyy()\nzzz()"}, 0, 2, ErrCompile, "undefined: yyy\n    In[N]:2:1: undefined: yyy\n    In[N]:3:1: undefined: zzz"},
		{"unused variable", []string{"%%\nx := 1"}, 0, 2, ErrCompile, "declared and not used: x"},
		{"in a declaration", []string{"type T struct{}\n\nfunc (t T) f() int {\n\treturn \"x\"\n}"}, 0, 4, ErrCompile, `cannot use "x"`},
		{"in a variable", []string{"var (\n\ta = 1\n\tb int = \"x\"\n)"}, 0, 3, ErrCompile, `cannot use "x"`},
		{"in an earlier cell", []string{"type T struct{ a int }", "// get\nfunc (t T) get() int { return t.a }", "type T struct{ b int }"}, 1, 2, ErrCompile, "t.a undefined"},
		{"other kind", []string{"var a = 1", "func a() {}"}, 0, 1, ErrCompile, "a redeclared in this block"},
		{"tuple", []string{"var a, b = f()\nfunc f() (int, int) { return 1, 2 }", "var a = 3", "%%\nfmt.Println(a, b)"}, 0, 2, ErrCompile, "undefined: b"},
		{"import", []string{"import (\n\t\"fmt\"\n\t\"example.com/none\"\n)"}, 0, 3, ErrCompile, "example.com/none"},
		{"import without get", []string{"%noautoget", "import \"example.com/none\""}, 0, 1, ErrCompile, "example.com/none"},
		{"std import", []string{"import \"fnt\""}, 0, 1, ErrCompile, "package fnt is not in std"},
		{"two v2", []string{"import (\n\t\"math/rand/v2\"\n\t\"example.com/v2\"\n)"}, 0, 3, ErrCompile, `GoNB keeps only one of the imports "math/rand/v2" and "example.com/v2"`},
		{"v2 later", []string{"import \"math/rand/v2\"", "import \"example.com/v2\""}, 0, 1, ErrCompile, `displaces "math/rand/v2"`},
		{"generic methods", []string{"type A[T any] []T\nfunc (a A[T]) Len() int { return 0 }\n\ntype B[T any] []T\nfunc (b B[T]) Len() int { return 1 }"}, 0, 5, ErrCompile, "A.Len and B.Len of generic types"},
		{"panic", []string{"func f(a []int) int {\n\treturn a[3]\n}", "%%\n\nfmt.Println(f(nil))"}, 1, 2, ErrFailed, "exit status 2\n    panic: runtime error: index out of range [3]"},
		{"panic in main", []string{"%%\nfmt.Println(1)\npanic(\"no\")"}, 0, 3, ErrFailed, "panic: no"},
		{"exit", []string{"var a = 1\n%%\nos.Exit(3)"}, 0, 2, ErrFailed, "exit status 3"},
		{"exit with words", []string{"%%\nfmt.Println(\"0.3 is out of band\"); os.Exit(1)"}, 0, 1, ErrFailed, "exit status 1\n    0.3 is out of band"},
		{"fatal", []string{"%%\nlog.SetFlags(log.Lshortfile)\nlog.Fatal(\"no\")"}, 0, 3, ErrFailed, "no"},
		{"test", []string{"%test\nfunc TestA(t *testing.T) {\n\tt.Error(\"no\")\n}"}, 0, 3, ErrFailed, "no"},
		{"shell", []string{"!true\n!echo no >&2; exit 3"}, 0, 2, ErrFailed, "!echo no >&2; exit 3: exit status 3\n    no"},
		{"script", []string{"%%bash\nexit 4"}, 0, 1, ErrFailed, "bash: exit status 4"},
		{"no script", []string{"%%script /none\n"}, 0, 1, ErrFailed, "/none"},
		{"writefile", []string{"%%writefile none/a\n"}, 0, 1, ErrFailed, "none/a"},
		{"unknown", []string{"!echo not run\n%nope"}, 0, 2, ErrSyntax, "unknown command %nope"},
		{"unknown magic", []string{"%%nope\n"}, 0, 1, ErrSyntax, "unknown command %%nope"},
		{"late magic", []string{"\n%%bash\n"}, 0, 2, ErrSyntax, "%%bash has to be the first line"},
		{"gx", []string{"%%gx\n"}, 0, 1, ErrUnsupported, "%%gx"},
		{"widgets", []string{"%widgets"}, 0, 1, ErrUnsupported, "%widgets"},
		{"wasm", []string{"%wasm"}, 0, 1, ErrUnsupported, "%wasm"},
		{"inputs", []string{"%with_inputs\n!cat"}, 0, 1, ErrUnsupported, "%with_inputs"},
		{"cd", []string{"%cd none"}, 0, 1, ErrFailed, "%cd none: there is no such folder"},
		{"env", []string{"%env A"}, 0, 1, ErrSyntax, "it needs a name and a value"},
		{"exec", []string{"%exec"}, 0, 1, ErrSyntax, "%exec: 0 words follow, at least 1 expected"},
		{"capture", []string{"%capture none/a"}, 0, 1, ErrFailed, "none/a"},
		{"bash words", []string{"%%bash -e\n"}, 0, 1, ErrSyntax, "%%bash takes no words"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			k.Execute(context.Background(), "%reset\n%autoget")
			var err error
			for i, c := range tc.cells {
				if _, err = k.Execute(context.Background(), c); err != nil && i < len(tc.cells)-1 {
					t.Fatal(err)
				}
			}
			var f *CellError
			if !errors.As(err, &f) || !errors.Is(err, tc.cause) {
				t.Fatalf("got %v, want a CellError that wraps %v", err, tc.cause)
			}
			number := sourceName(k.Cells())
			if f.Cell != k.Cells()-tc.cell || f.Line != tc.line || f.Notebook != "test.ipynb" {
				t.Errorf("cell -%d, line %d, want -%d, %d: %v", k.Cells()-f.Cell, f.Line, tc.cell, tc.line, err)
			}
			if want := strings.ReplaceAll(tc.want, "In[N]", number); !strings.Contains(err.Error(), want) {
				t.Errorf("got %v\nwant %q", err, want)
			}
		})
	}
}

// TestForgetting: a cell that does not compile declares nothing; one that compiles and then fails does.
func TestForgetting(t *testing.T) {
	k := newKernel(t)
	ctx := context.Background()
	k.Execute(ctx, "var a = 1")
	k.Execute(ctx, "var a = undefined")
	k.Execute(ctx, "var b = 2\n%%\npanic(1)")
	if outputs, err := k.Execute(ctx, "%%\nfmt.Print(a, b)"); err != nil || streams(outputs) != "1 2" {
		t.Errorf("%v %+v", err, outputs)
	}
}

// TestEnvironmentTraps: settings that break or hide workspaces do no harm.
func TestEnvironmentTraps(t *testing.T) {
	k := newKernel(t, "GOFLAGS=-mod=mod -tags=x", "GOWORK=off", "GO111MODULE=off")
	module := filepath.Join(k.dir, "mod", "sub")
	if err := os.MkdirAll(module, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"go.mod": "module example.com/mod\n\ngo 1.26\n", "sub/a.go": "//go:build x\n\npackage sub\n\nconst A = 7\n"} {
		if err := os.WriteFile(filepath.Join(k.dir, "mod", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range [][2]string{
		{"!*rm -f go.work && go work init . \"$GONB_DIR/mod\"", ""},
		{"import \"example.com/mod/sub\"", ""},
		{"%%\nfmt.Print(sub.A)", "7"},
		{"%goworkfix", "- Added replace rule for module \"example.com/mod\" to local directory \"" + filepath.Join(k.dir, "mod") + "\".\n"},
	} {
		outputs, err := k.Execute(context.Background(), c[0])
		if got := streams(outputs); err != nil || got != c[1] {
			t.Errorf("%s: %q, %v", c[0], got, err)
		}
	}
	if text, err := os.ReadFile(filepath.Join(k.tmp, "go.mod")); err != nil || strings.Count(string(text), "replace") != 1 {
		t.Errorf("go.mod: %s, %v", text, err)
	}
}
