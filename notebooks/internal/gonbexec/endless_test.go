package gonbexec

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

// TestEndlessLoops: loops from which the compiler leaves nothing but a jump are found in the source.
func TestEndlessLoops(t *testing.T) {
	t.Parallel()
	k := newKernel(t)
	for _, tc := range []struct {
		name  string
		cells []string
		cell  int // before the last one
		line  int
	}{
		{"in main", []string{"%%\nfor {\n}"}, 0, 2},
		{"in a function", []string{"\n\n\nfunc spin() {\n\tn := 0\n\tfor {\n\t\tn++\n\t}\n}\n%%\nspin()"}, 0, 6},
		{"of an earlier cell", []string{"type T[E any] struct{ e E }\n\nfunc (t *T[E]) spin() {\n\tfor n := 0; ; n++ {\n\t}\n}", "%%\n(&T[int]{}).spin()"}, 1, 4},
		// Line 0 of the file is a line of the cell here, far above the function.
		{"in the last lines of a long cell", []string{strings.Repeat("\n", 50) + "%%\nfor {\n}"}, 0, 52},
	} {
		t.Run(tc.name, func(t *testing.T) {
			k.settings.Timeout = time.Minute
			var outputs []*ipynb.Output
			var err error
			for i, c := range tc.cells {
				if i == len(tc.cells)-1 {
					k.settings.Timeout = 700 * time.Millisecond
				}
				outputs, err = k.Execute(context.Background(), c)
			}
			var f *CellError
			if !errors.As(err, &f) || !errors.Is(err, ErrTimeout) {
				t.Fatal(err)
			}
			place := fmt.Sprintf("In[%d]:%d\n", k.Cells()-tc.cell, tc.line)
			if f.Cell != k.Cells()-tc.cell || f.Line != tc.line || !strings.Contains(f.Detail, place) {
				t.Errorf("cell -%d, line %d, want -%d, %d: %v", k.Cells()-f.Cell, f.Line, tc.cell, tc.line, err)
			}
			if text := streams(outputs); !strings.Contains(text, place[:len(place)-1]) || strings.Contains(text, "]:-") {
				t.Errorf("the outputs show another place: %s", text)
			}
		})
	}
}

// TestTruePlaces: the line of a frame is that of the loop that is endless, or of the function if several may be.
func TestTruePlaces(t *testing.T) {
	const cell = `var x = func() int { for {} }()

// wait waits.
func wait() {
	go func() {
		for {
			select {}
		}
	}()
	for i := 0; i < 3; i++ {
	}
	for {
		for true {
		}
	}
}

func two(a bool) {
	for a {
	}
	for {
	}
	for {
	}
}

type A int
type B []int

func (a *A) run() {
	goto in
in:
	goto in
}

func (b B) run() {
	for n := 0; ; n++ {
		<-make(chan int)
	}
}

func each(yield func(int) bool) { for yield(1) {} }

func init_a() {}
func init_b() { if true {
	for {
	}
}}
func three(a bool) {
	for a {
	}
	for {
		wait()
	}
}

%%
for range each {
	for {
	}
}
`
	c, err := splitCell(cell)
	if err != nil {
		t.Fatal(err)
	}
	units, err := c.parse(7)
	if err != nil {
		t.Fatal(err)
	}
	main, rest := takeMain(units, 7)
	declared, err := memory{}.merge(rest)
	if err != nil {
		t.Fatal(err)
	}
	src := program(nil, declared, main)
	for _, tc := range []struct{ frame, want string }{
		{"main.wait()\n\tIn[7]:-2 +0x1f fp=0x1", "main.wait()\n\tIn[7]:13 +0x1f fp=0x1"},
		{"main.wait()\n\tIn[7]:0", "main.wait()\n\tIn[7]:13"},
		{"main.wait.func1()\n\tIn[7]:7", "main.wait.func1()\n\tIn[7]:7"},
		{"main.main.wait.func1(...)\n\tIn[7]:1", "main.main.wait.func1(...)\n\tIn[7]:13"},
		{"main.two(0x1)\n\tIn[7]:-9", "main.two(0x1)\n\tIn[7]:18"},
		{"main.(*A).run(0x0?)\n\tIn[7]:-9", "main.(*A).run(0x0?)\n\tIn[7]:32"},
		{"main.B.run({0x0, 0x1})\n\tIn[7]:-9", "main.B.run({0x0, 0x1})\n\tIn[7]:37"},
		{"main.init.func1(...)\n\tIn[7]:-9", "main.init.func1(...)\n\tIn[7]:1"},
		{"main.init.1()\n\tIn[7]:-9", "main.init.1()\n\tIn[7]:46"},
		{"main.main-range1(...)\n\tIn[7]:20", "main.main-range1(...)\n\tIn[7]:59"},
		{"main.three(0x1)\n\tIn[7]:-9", "main.three(0x1)\n\tIn[7]:52"},
		{"gonb_0a1b2c3d.two(0x1)\n\tIn[7]:-9", "gonb_0a1b2c3d.two(0x1)\n\tIn[7]:18"},
		{"main.two(0x1)\n\tIn[8]:-9 +0x1", "main.two(0x1)\n\tIn[8] +0x1"},
		{"main.two(0x1)\n\tIn[8]:9", "main.two(0x1)\n\tIn[8]:9"},
		{"created by main.wait in goroutine 1\n\tIn[7]:5 +0x1", "created by main.wait in goroutine 1\n\tIn[7]:5 +0x1"},
		{"panic: In[7]:-9", "panic: In[7]:-9"},
		{"a\nmain.two(0x1)\n\tIn[7]:-9\nmain.wait()\n\tIn[7]:-2\n", "a\nmain.two(0x1)\n\tIn[7]:18\nmain.wait()\n\tIn[7]:13\n"},
	} {
		if got := truePlaces(tc.frame, src); got != tc.want {
			t.Errorf("%q: got %q, want %q", tc.frame, got, tc.want)
		}
	}
}
