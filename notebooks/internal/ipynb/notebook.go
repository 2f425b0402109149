// Package ipynb reads, checks and writes Jupyter notebooks of format 4.5.
//
// A file that Decode accepts and Validate passes satisfies the published JSON schema, and in addition has unique
// cell ids, which the schema cannot express. Encode writes the same bytes for the same notebook: keys sorted, one
// space of indentation, text as a list of lines, as Jupyter does it, so that differences between versions stay small.
package ipynb

import "errors"

// NBFormat and NBFormatMinor are the one version of the format that the package reads and writes.
const (
	NBFormat      = 4
	NBFormatMinor = 5
)

// The causes that errors of this package wrap.
var (
	ErrSyntax = errors.New("not valid JSON")
	ErrFormat = errors.New("not a valid notebook of format 4.5")
)

// Notebook is a document: cells in order, and metadata whose unknown keys are kept.
type Notebook struct {
	Cells                   []Cell
	Metadata                map[string]any // JSON values; numbers as json.Number after Decode
	NBFormat, NBFormatMinor int            // 4 and 5; zero means these too
}

// The types of cells.
const (
	Code     = "code"
	Markdown = "markdown"
	Raw      = "raw"
)

// Cell is one cell. Only code cells have an execution count and outputs, only the others attachments.
type Cell struct {
	ID             string // 1 to 64 of A-Z a-z 0-9 - _, unique in the notebook
	Type           string // Code, Markdown or Raw
	Source         string
	Metadata       map[string]any
	Attachments    map[string]map[string]any // MIME bundles by file name
	ExecutionCount int                       // 0: null, never run
	Outputs        []Output
}

// The types of outputs.
const (
	Stream        = "stream"
	DisplayData   = "display_data"
	ExecuteResult = "execute_result"
	Error         = "error"
)

// Output is what a cell printed, showed or failed with. Type says which of the fields count.
type Output struct {
	Type string

	Name, Text string // Stream: "stdout" or "stderr", and what was written

	// DisplayData and ExecuteResult: a value for each MIME type. It is a string (base64 for pictures other than SVG),
	// except for JSON types, where it is any JSON value.
	Data, Metadata map[string]any
	ExecutionCount int // ExecuteResult; 0: null

	EName, EValue string // Error
	Traceback     []string
}

// Strip removes what running the notebook has left: outputs, execution counts and times.
func (n *Notebook) Strip() {
	for i := range n.Cells {
		c := &n.Cells[i]
		c.Outputs, c.ExecutionCount = nil, 0
		delete(c.Metadata, "execution")
		delete(c.Metadata, "ExecuteTime")
	}
}

// isJSON tells whether values of a MIME type are JSON values instead of text.
func isJSON(mime string) bool {
	const prefix, suffix = "application/", "json"
	if len(mime) < len(prefix)+len(suffix) || mime[:len(prefix)] != prefix || mime[len(mime)-len(suffix):] != suffix {
		return false
	}
	middle := mime[len(prefix) : len(mime)-len(suffix)]
	return middle == "" || middle[len(middle)-1] == '+'
}
