package notebook

import (
	"fmt"
	"os"
	"reflect"
	"strings"
)

// Show shows items one below the other:
//
//   - *plotting.Figure, *plot.Plot (gonum.org/v1/plot) and image.Image as pictures,
//   - Markdown (with LaTeX between $ or $$), HTML, Table (or *Table), Tabler and ebm.Findings as such,
//   - strings, fmt.Stringer and all else as the text that fmt.Sprint makes of them, slices of fmt.Stringer with a
//     line for each.
//
// Nil items, nil pointers among them, are skipped. If an item is an error it is returned and nothing is shown, which
// makes Show(f()) right for an f that returns a figure and an error:
//
//	notebook.Check(notebook.Show(plotting.Curves(series)))
//
// Outside a notebook texts go to standard output, with one line in brackets for a picture.
//
// The error is one of the items, or what a figure or table has to say when drawn, or it wraps ErrKernel or
// ErrOtherLibrary. Show may be called concurrently; the items of one call stay together.
func Show(items ...any) error {
	shown, err := exhibits(items)
	if err != nil || len(shown) == 0 {
		return err
	}
	if kernel.present() {
		return showInCell(shown)
	}
	return showAsText(shown)
}

// exhibit is an item in the forms in which it can be shown.
type exhibit struct {
	rich     bundle // without the text
	metadata map[string]any
	text     string
}

func exhibits(items []any) ([]exhibit, error) {
	var present []any
	for _, item := range items {
		if isNil(item) {
			continue
		}
		if err, ok := item.(error); ok {
			return nil, err
		}
		present = append(present, item)
	}
	shown := make([]exhibit, len(present))
	for i, item := range present {
		var err error
		if shown[i], err = exhibitOf(item, kernel.present()); err != nil {
			return nil, err
		}
	}
	return shown, nil
}

// isNil also sees the nil pointer, map, ... that an interface holds.
func isNil(item any) bool {
	if item == nil {
		return true
	}
	switch v := reflect.ValueOf(item); v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan:
		return v.IsNil()
	}
	return false
}

func showInCell(shown []exhibit) error {
	messages := make([]message, len(shown))
	for i, e := range shown {
		messages[i] = e.message("")
	}
	return kernel.display(messages...)
}

// message is the display of e; one with an id replaces the earlier display with that id.
func (e exhibit) message(id string) message {
	m := message{Data: map[string]any{mimeText: e.text}, Metadata: e.metadata, DisplayID: id}
	for mime, content := range e.rich {
		m.Data[mime] = content
	}
	return m
}

func showAsText(shown []exhibit) error {
	var b strings.Builder
	for _, e := range shown {
		b.WriteString(strings.TrimRight(e.text, "\n"))
		b.WriteByte('\n')
	}
	if _, err := os.Stdout.WriteString(b.String()); err != nil {
		return fmt.Errorf("notebook: show: %w", err)
	}
	return nil
}
