package ipynb

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Encode gives the notebook's JSON text, the same bytes for the same content. It fails where Validate does, and where
// metadata or a JSON output hold what JSON cannot (such as NaN).
func (n *Notebook) Encode() ([]byte, error) {
	if err := n.Validate(); err != nil {
		return nil, err
	}
	cells := make([]any, len(n.Cells))
	for i := range n.Cells {
		cells[i] = encodeCell(&n.Cells[i])
		if _, err := json.Marshal(cells[i]); err != nil {
			return nil, fmt.Errorf("%s: %w: %w", n.where(i), ErrFormat, err)
		}
	}
	var buf bytes.Buffer
	e := json.NewEncoder(&buf) // writes the keys of maps sorted
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(map[string]any{
		"cells": cells, "metadata": orEmpty(n.Metadata), "nbformat": NBFormat, "nbformat_minor": NBFormatMinor,
	})
	if err != nil {
		return nil, fmt.Errorf("metadata: %w: %w", ErrFormat, err)
	}
	return buf.Bytes(), nil
}

func encodeCell(c *Cell) map[string]any {
	m := map[string]any{"id": c.ID, "cell_type": c.Type, "metadata": orEmpty(c.Metadata), "source": splitLines(c.Source)}
	if c.Type == Code {
		outputs := make([]any, len(c.Outputs))
		for i := range c.Outputs {
			outputs[i] = encodeOutput(&c.Outputs[i])
		}
		m["outputs"], m["execution_count"] = outputs, count(c.ExecutionCount)
	}
	if c.Attachments != nil {
		files := map[string]any{}
		for name, bundle := range c.Attachments {
			files[name] = splitBundle(bundle)
		}
		m["attachments"] = files
	}
	return m
}

func encodeOutput(o *Output) map[string]any {
	m := map[string]any{"output_type": o.Type}
	switch o.Type {
	case Stream:
		m["name"], m["text"] = o.Name, splitLines(o.Text)
	case DisplayData, ExecuteResult:
		m["data"], m["metadata"] = splitBundle(o.Data), orEmpty(o.Metadata)
		if o.Type == ExecuteResult {
			m["execution_count"] = count(o.ExecutionCount)
		}
	case Error:
		m["ename"], m["evalue"], m["traceback"] = o.EName, o.EValue, append([]string{}, o.Traceback...)
	}
	return m
}

func count(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

// splitBundle splits what Jupyter splits: text of more than one line, not base64.
func splitBundle(bundle map[string]any) map[string]any {
	m := map[string]any{}
	for mime, v := range bundle {
		s, isText := v.(string)
		if isText && (strings.HasPrefix(mime, "text/") || mime == "image/svg+xml" || mime == "application/javascript") {
			v = splitLines(s)
		}
		m[mime] = v
	}
	return m
}

// splitLines keeps the line ends; no text is no line.
func splitLines(s string) []string {
	lines := strings.SplitAfter(s, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
