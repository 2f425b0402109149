package ipynb

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var idPattern = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// Validate checks the rules of format 4.5, and that ids and cell names are unique. The error wraps ErrFormat and names
// the cell (counted from 1).
func (n *Notebook) Validate() error {
	if v := [2]int{n.NBFormat, n.NBFormatMinor}; v != [2]int{} && v != [2]int{NBFormat, NBFormatMinor} {
		return fmt.Errorf("format %d.%d: %w", n.NBFormat, n.NBFormatMinor, ErrFormat)
	}
	if what := checkMetadata(n.Metadata); what != "" {
		return fmt.Errorf("metadata: %s: %w", what, ErrFormat)
	}
	ids, names := map[string]int{}, map[string]int{}
	for i := range n.Cells {
		c := &n.Cells[i]
		what := checkCell(c)
		if first, ok := ids[c.ID]; ok && what == "" {
			what = fmt.Sprintf("cell %d has the same id", first)
		}
		ids[c.ID] = i + 1
		if name, ok := c.Metadata["name"].(string); ok && what == "" {
			if first, ok := names[name]; ok {
				what = fmt.Sprintf("cell %d has the same name %q", first, name)
			}
			names[name] = i + 1
		}
		if what != "" {
			return fmt.Errorf("%s: %s: %w", n.where(i), what, ErrFormat)
		}
	}
	return nil
}

func (n *Notebook) where(i int) string { return fmt.Sprintf("cell %d (id %q)", i+1, n.Cells[i].ID) }

// The checks below return what is wrong, or nothing.

func checkMetadata(m map[string]any) string {
	for _, rule := range []struct {
		key  string
		need []string
		may  []string
	}{
		{"kernelspec", []string{"name", "display_name"}, nil},
		{"language_info", []string{"name"}, []string{"file_extension", "mimetype", "pygments_lexer"}},
	} {
		v, ok := m[rule.key]
		if !ok {
			continue
		}
		spec, ok := v.(map[string]any)
		if !ok {
			return rule.key + " is not an object"
		}
		for _, key := range append(rule.may, rule.need...) {
			v, present := spec[key]
			if _, ok := v.(string); !ok && (present || slices.Contains(rule.need, key)) {
				return rule.key + "." + key + " has to be a string"
			}
		}
	}
	return checkTitle(m)
}

func checkTitle(m map[string]any) string {
	if v, ok := m["title"]; ok {
		if _, ok := v.(string); !ok {
			return "title has to be a string"
		}
	}
	if v, ok := m["authors"]; ok {
		if _, ok := v.([]any); !ok {
			return "authors has to be a list"
		}
	}
	return ""
}

func checkCell(c *Cell) string {
	switch {
	case !idPattern.MatchString(c.ID):
		return "an id is 1 to 64 letters, digits, - and _"
	case c.Type != Code && c.Type != Markdown && c.Type != Raw:
		return fmt.Sprintf("cell type %q does not exist", c.Type)
	case c.Type != Code && (len(c.Outputs) > 0 || c.ExecutionCount != 0):
		return "only code cells have outputs and an execution count"
	case c.Type == Code && c.Attachments != nil:
		return "code cells have no attachments"
	case c.ExecutionCount < 0:
		return "the execution count is negative"
	case !utf8.ValidString(c.Source):
		return "the source is not valid UTF-8"
	}
	if what := checkNames(c.Metadata); what != "" {
		return what
	}
	for name, bundle := range c.Attachments {
		if what := checkBundle(bundle); what != "" {
			return fmt.Sprintf("attachment %q: %s", name, what)
		}
	}
	for i := range c.Outputs {
		if what := checkOutput(&c.Outputs[i]); what != "" {
			return fmt.Sprintf("output %d: %s", i+1, what)
		}
	}
	return ""
}

func checkNames(m map[string]any) string {
	if v, ok := m["name"]; ok {
		if s, ok := v.(string); !ok || s == "" {
			return "metadata.name has to be a string that is not empty"
		}
	}
	v, ok := m["tags"]
	if !ok {
		return ""
	}
	tags, ok := v.([]any)
	if !ok {
		return "metadata.tags has to be a list"
	}
	seen := map[string]bool{}
	for _, t := range tags {
		s, ok := t.(string)
		if !ok || s == "" || strings.Contains(s, ",") || seen[s] {
			return "metadata.tags have to be different strings without commas"
		}
		seen[s] = true
	}
	return ""
}

func checkOutput(o *Output) string {
	switch o.Type {
	case Stream:
		if o.Name == "" {
			return "a stream needs a name"
		}
		if !utf8.ValidString(o.Text) {
			return "the text is not valid UTF-8"
		}
	case DisplayData, ExecuteResult:
		return checkBundle(o.Data)
	case Error:
	default:
		return fmt.Sprintf("output type %q does not exist", o.Type)
	}
	return ""
}

func checkBundle(bundle map[string]any) string {
	for _, mime := range slices.Sorted(maps.Keys(bundle)) {
		if isJSON(mime) {
			continue
		}
		if s, ok := bundle[mime].(string); !ok || !utf8.ValidString(s) {
			return mime + " has to be a string of valid UTF-8"
		}
	}
	return ""
}
