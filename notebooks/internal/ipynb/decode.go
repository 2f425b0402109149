package ipynb

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"
)

// Read reads and decodes a file. Errors name it.
func Read(path string) (*Notebook, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	n, err := Decode(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return n, nil
}

// Decode reads a notebook from its JSON text. The error wraps ErrSyntax and names line and column where the text is
// not JSON, and ErrFormat and names the cell (counted from 1) where its structure is not that of format 4.5.
// What only concerns values (ids, tags, kernel specification) is left to Validate.
func Decode(b []byte) (*Notebook, error) {
	var top map[string]any
	if err := parse(b, &top); err != nil {
		return nil, err
	}
	o := object{where: "notebook", fields: top}
	n := &Notebook{
		Metadata:      o.object("metadata"),
		NBFormat:      o.integer("nbformat", false),
		NBFormatMinor: o.integer("nbformat_minor", false),
	}
	cells := o.list("cells")
	if o.err == nil && (n.NBFormat != NBFormat || n.NBFormatMinor != NBFormatMinor) {
		o.fail("format %d.%d: open it in JupyterLab and save it again, which stores it as %d.%d", n.NBFormat, n.NBFormatMinor, NBFormat, NBFormatMinor)
	}
	o.done()
	if o.err != nil {
		return nil, o.err
	}
	for i, v := range cells {
		c, err := decodeCell(fmt.Sprintf("cell %d", i+1), v)
		if err != nil {
			return nil, err
		}
		n.Cells = append(n.Cells, c)
	}
	return n, nil
}

func parse(b []byte, top *map[string]any) error {
	if at := invalidUTF8(b); at >= 0 {
		return syntaxError(b, at, "invalid UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	err := d.Decode(top)
	if err == nil {
		if *top == nil {
			return fmt.Errorf("the file is null instead of an object: %w", ErrFormat)
		}
		if _, err = d.Token(); err == io.EOF {
			return nil
		}
		return syntaxError(b, int(d.InputOffset()), "text after the notebook's closing brace")
	}
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return syntaxError(b, int(syntax.Offset)-1, syntax.Error())
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return syntaxError(b, len(b), "the file ends early")
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Errorf("the file holds a JSON %s instead of an object: %w", kind.Value, ErrFormat)
	}
	return fmt.Errorf("%w: %w", ErrSyntax, err)
}

func invalidUTF8(b []byte) int {
	for at := 0; at < len(b); {
		r, size := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

func syntaxError(b []byte, offset int, what string) error {
	offset = min(max(offset, 0), len(b))
	line := 1 + bytes.Count(b[:offset], []byte("\n"))
	column := offset - bytes.LastIndexByte(b[:offset], '\n')
	return fmt.Errorf("line %d, column %d: %w: %s", line, column, ErrSyntax, what)
}

func decodeCell(where string, v any) (Cell, error) {
	o := newObject(where, v)
	c := Cell{ID: o.text("id"), Type: o.text("cell_type"), Metadata: o.object("metadata"), Source: o.lines("source")}
	var outputs []any
	switch c.Type {
	case Code:
		c.ExecutionCount = o.integer("execution_count", true)
		outputs = o.list("outputs")
	case Markdown, Raw:
		c.Attachments = o.attachments()
	default:
		o.fail("cell_type is %q; %q, %q and %q exist", c.Type, Code, Markdown, Raw)
	}
	o.done()
	if o.err != nil {
		return c, o.err
	}
	for i, v := range outputs {
		out, err := decodeOutput(fmt.Sprintf("%s: output %d", where, i+1), v)
		if err != nil {
			return c, err
		}
		c.Outputs = append(c.Outputs, out)
	}
	return c, nil
}

func decodeOutput(where string, v any) (Output, error) {
	o := newObject(where, v)
	out := Output{Type: o.text("output_type")}
	switch out.Type {
	case Stream:
		out.Name, out.Text = o.text("name"), o.lines("text")
	case DisplayData, ExecuteResult:
		out.Data, out.Metadata = o.bundle("data"), o.object("metadata")
		if out.Type == ExecuteResult {
			out.ExecutionCount = o.integer("execution_count", true)
		}
	case Error:
		out.EName, out.EValue, out.Traceback = o.text("ename"), o.text("evalue"), o.texts("traceback")
	default:
		o.fail("output_type is %q; %q, %q, %q and %q exist", out.Type, Stream, DisplayData, ExecuteResult, Error)
	}
	o.done()
	return out, o.err
}
