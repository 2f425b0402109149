package ipynb

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// object takes the fields out of a JSON object one by one. The first violation is kept in err, and all further calls
// then give zero values, so that a decoder reads as the list of its fields.
type object struct {
	where  string
	fields map[string]any
	err    error
}

func newObject(where string, v any) *object {
	o := &object{where: where}
	fields, ok := v.(map[string]any)
	if !ok {
		o.fail("it is not a JSON object")
	}
	o.fields = fields
	return o
}

func (o *object) fail(format string, args ...any) {
	if o.err == nil {
		o.err = fmt.Errorf("%s: %s: %w", o.where, fmt.Sprintf(format, args...), ErrFormat)
	}
}

// take removes a required field.
func (o *object) take(key string) any {
	v, ok := o.fields[key]
	if !ok {
		o.fail("%q is missing", key)
	}
	delete(o.fields, key)
	return v
}

// done refuses the fields that nothing has taken.
func (o *object) done() {
	if len(o.fields) > 0 {
		o.fail("%q is not a key that the format has here", slices.Min(slices.Collect(maps.Keys(o.fields))))
	}
}

func (o *object) text(key string) string {
	s, ok := o.take(key).(string)
	if !ok {
		o.fail("%q is not a string", key)
	}
	return s
}

func (o *object) integer(key string, null bool) int {
	v := o.take(key)
	if v == nil && null {
		return 0
	}
	number, _ := v.(json.Number)
	i, err := strconv.Atoi(string(number))
	if err != nil || i < 0 {
		o.fail("%q is not a count", key)
		return 0
	}
	return i
}

func (o *object) object(key string) map[string]any {
	m, ok := o.take(key).(map[string]any)
	if !ok {
		o.fail("%q is not a JSON object", key)
	}
	return m
}

func (o *object) list(key string) []any {
	l, ok := o.take(key).([]any)
	if !ok {
		o.fail("%q is not a list", key)
	}
	return l
}

func (o *object) texts(key string) []string {
	texts, ok := asTexts(o.take(key))
	if !ok {
		o.fail("%q is not a list of strings", key)
	}
	return texts
}

// lines takes text that may be stored in one piece or as a list of lines.
func (o *object) lines(key string) string {
	s, ok := joined(o.take(key))
	if !ok {
		o.fail("%q is neither a string nor a list of strings", key)
	}
	return s
}

func (o *object) bundle(key string) map[string]any {
	m := o.object(key)
	if err := joinBundle(m); err != "" {
		o.fail("%q: %s", key, err)
	}
	return m
}

func (o *object) attachments() map[string]map[string]any {
	if _, ok := o.fields["attachments"]; !ok {
		return nil
	}
	files := map[string]map[string]any{}
	for name, v := range o.object("attachments") {
		m, ok := v.(map[string]any)
		if !ok {
			o.fail("attachment %q is not a JSON object", name)
		}
		if err := joinBundle(m); err != "" {
			o.fail("attachment %q: %s", name, err)
		}
		files[name] = m
	}
	return files
}

// joinBundle joins the lines of text in place and says what is wrong with the first value that is not text.
func joinBundle(m map[string]any) string {
	for _, mime := range slices.Sorted(maps.Keys(m)) {
		if isJSON(mime) {
			continue
		}
		s, ok := joined(m[mime])
		if !ok {
			return fmt.Sprintf("%q is neither a string nor a list of strings", mime)
		}
		m[mime] = s
	}
	return ""
}

func joined(v any) (string, bool) {
	if s, ok := v.(string); ok {
		return s, true
	}
	texts, ok := asTexts(v)
	return strings.Join(texts, ""), ok
}

func asTexts(v any) ([]string, bool) {
	l, ok := v.([]any)
	texts := make([]string, len(l))
	for i := range l {
		s, isText := l[i].(string)
		texts[i], ok = s, ok && isText
	}
	return texts, ok
}
