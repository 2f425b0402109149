package gonbexec

import (
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// standard remembers in which packages of the standard library goimports has found names such as fmt.Println, so that
// it need not look again for each cell.
type standard map[string]string

// find gives imports for the qualified names, and tells whether it knows all of them.
func (s standard) find(uses map[string][]string, number int) (found []*unit, all bool) {
	for _, qualifier := range slices.Sorted(maps.Keys(uses)) {
		path := s[qualifier+"."+uses[qualifier][0]]
		for _, name := range uses[qualifier] {
			if known, ok := s[qualifier+"."+name]; !ok || known != path {
				return nil, false
			}
		}
		found = append(found, &unit{kind: token.IMPORT, path: path, text: strconv.Quote(path), at: place{number, 1, 1}})
	}
	return found, true
}

func (s standard) learn(imports []*unit, uses map[string][]string) {
	for _, u := range imports {
		first, _, _ := strings.Cut(u.path, "/")
		if u.alias != "" || strings.Contains(first, ".") {
			continue
		}
		qualifier := u.packageName()
		for _, name := range uses[qualifier] {
			s[qualifier+"."+name] = u.path
		}
	}
}
