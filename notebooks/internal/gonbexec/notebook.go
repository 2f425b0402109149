package gonbexec

import (
	"context"
	"errors"
	"strings"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

// Run runs the code cells of a notebook from top to bottom in a Kernel of its own, and stores outputs, counts and the
// kernel's metadata in it. It stops at the first cell that fails, with a *CellError; the notebook then has the outputs
// up to that cell, and none after it.
func Run(ctx context.Context, n *ipynb.Notebook, s Settings) (err error) {
	k, err := New(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.Close()) }()
	n.Strip()
	setMetadata(n)
	code, cells := codeCells(n), 0
	outputs := map[int][]*ipynb.Output{}
	defer func() { store(n, outputs) }()
	for _, i := range code {
		cells++
		if s.Progress != nil {
			s.Progress(cells, len(code))
		}
		c := &n.Cells[i]
		c.ExecutionCount = cells
		if outputs[i], err = k.Execute(ctx, c.Source); err != nil {
			return err
		}
	}
	return nil
}

func codeCells(n *ipynb.Notebook) []int {
	var code []int
	for i, c := range n.Cells {
		if c.Type == ipynb.Code && strings.TrimSpace(c.Source) != "" {
			code = append(code, i)
		}
	}
	return code
}

// store copies the outputs once no later cell can replace them.
func store(n *ipynb.Notebook, outputs map[int][]*ipynb.Output) {
	for i, list := range outputs {
		for _, o := range list {
			n.Cells[i].Outputs = append(n.Cells[i].Outputs, *o)
		}
	}
}

// setMetadata names the kernel as GoNB does.
func setMetadata(n *ipynb.Notebook) {
	if n.Metadata == nil {
		n.Metadata = map[string]any{}
	}
	n.Metadata["kernelspec"] = map[string]any{"name": "gonb", "display_name": "Go (gonb)", "language": "go"}
	n.Metadata["language_info"] = map[string]any{
		"name": "go", "file_extension": ".go", "mimetype": "text/x-go", "pygments_lexer": "go", "codemirror_mode": "go",
	}
}
