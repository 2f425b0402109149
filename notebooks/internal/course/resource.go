package course

import (
	"errors"
	"fmt"
	"html"
	"strings"
)

// ErrResource is wrapped by the error for HTML or markdown that a page cannot contain, because it needs something that
// is not inside the page, or would break the page around it.
var ErrResource = errors.New("a page must stand alone")

// checkHTML returns an error if text would load anything from outside the page, or leaves elements open. It reads tags
// the way browsers do, and rather refuses than overlooks. (The pages also carry a policy that forbids browsers to load.)
func checkHTML(text string) error {
	open := map[string]int{}
	foreign := 0 // depth of svg and math, where <path/> is complete
	s := htmlScanner{rest: text}
	for {
		tag, err := s.next()
		if err != nil {
			return err
		}
		if tag == nil {
			return checkClosed(open)
		}
		if err := tag.check(); err != nil {
			return err
		}
		if tag.name == "script" && foreign > 0 {
			return fmt.Errorf("<script> in a drawing: %w", ErrResource)
		}
		embedded := tag.name == "svg" || tag.name == "math"
		if tag.empty && (embedded || foreign > 0) || neverClosed[tag.name] {
			continue
		}
		step := 1
		if tag.closing {
			step = -1
		}
		if embedded {
			foreign += step
		}
		if open[tag.name] += step; open[tag.name] < 0 {
			return fmt.Errorf("</%s> closes nothing: %w", tag.name, ErrResource)
		}
	}
}

func checkClosed(open map[string]int) error {
	first := ""
	for name, n := range open {
		if n != 0 && (first == "" || name < first) {
			first = name
		}
	}
	if first != "" {
		return fmt.Errorf("<%s> is not closed: %w", first, ErrResource)
	}
	return nil
}

// neverClosed are the elements whose end HTML does not require.
var neverClosed = nameSet(`area br col embed hr img input source track wbr p li dt dd tr td th thead tbody tfoot
	colgroup caption option optgroup rp rt html head body`)

// refused are the elements that bring other documents in or change what the page is.
var refused = nameSet("base meta link iframe frame frameset object embed applet portal")

func nameSet(names string) map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Fields(names) {
		set[name] = true
	}
	return set
}

// check looks at what a tag loads.
func (t *htmlTag) check() error {
	if refused[t.name] {
		return fmt.Errorf("<%s>: not allowed: %w", t.name, ErrResource)
	}
	if err := checkCSS(t.content); t.name == "style" && err != nil {
		return err
	}
	for _, a := range t.attrs {
		if err := t.checkAttribute(a.name, html.UnescapeString(a.value)); err != nil {
			return err
		}
	}
	return nil
}

func (t *htmlTag) checkAttribute(name, value string) error {
	switch name {
	case "src", "poster", "background", "data", "lowsrc":
		return t.checkURL(name, value)
	case "href", "xlink:href":
		if t.name == "a" || t.name == "area" {
			return nil // followed when the reader wants it
		}
		return t.checkURL(name, value)
	case "srcset", "imagesrcset":
		if strings.TrimSpace(value) != "" {
			return fmt.Errorf("<%s %s>: use one src with the picture in it: %w", t.name, name, ErrResource)
		}
	}
	return checkCSS(value)
}

// checkURL accepts what is inside the page: data and places in it.
func (t *htmlTag) checkURL(attribute, url string) error {
	if err := checkURL(url); err != nil {
		return fmt.Errorf("<%s %s=%q>: %w", t.name, attribute, excerpt(url), err)
	}
	return nil
}

func checkURL(url string) error {
	url = strings.ToLower(strings.TrimSpace(url))
	switch {
	case url == "", url[0] == '#', strings.HasPrefix(url, "data:"):
		return nil
	case strings.Contains(url, "//"):
		return fmt.Errorf("this would be loaded from a network; put it into the notebook: %w", ErrResource)
	}
	return fmt.Errorf("this is a file of its own; put it into the notebook as an attachment or a data: URI: %w", ErrResource)
}

// checkCSS looks at the url() and @import of a style.
func checkCSS(css string) error {
	lower := strings.ToLower(css)
	if strings.Contains(lower, "@import") {
		return fmt.Errorf("@import in a style: %w", ErrResource)
	}
	for {
		_, rest, ok := strings.Cut(lower, "url(")
		if !ok {
			return nil
		}
		url, _, _ := strings.Cut(rest, ")")
		if err := checkURL(strings.Trim(strings.TrimSpace(url), `'"`)); err != nil {
			return fmt.Errorf("url(%s) in a style: %w", excerpt(url), err)
		}
		lower = rest
	}
}
