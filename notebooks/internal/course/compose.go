package course

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
)

// Title is that of the course, on its index and on every page.
const Title = "Energy-based models in Go"

//go:embed page.html index.html style.css copy.js
var sources embed.FS

var templates = template.Must(template.ParseFS(sources, "page.html", "index.html"))

// A pageView is what the templates see. Lessons is for the index; Lesson, Previous and Next for a page.
type pageView struct {
	Course         string
	Style          template.CSS
	Script         template.JS
	Lessons        []*lesson
	Lesson         *lesson
	Previous, Next *lesson
}

// compose makes the files of the course.
func compose(lessons []*lesson) ([]file, error) {
	view := pageView{
		Course:  Title,
		Style:   template.CSS(source("style.css")),
		Script:  template.JS(source("copy.js")),
		Lessons: lessons,
	}
	files := make([]file, 0, len(lessons)+1)
	for i, l := range lessons {
		view.Lesson, view.Previous, view.Next = l, nil, nil
		if i > 0 {
			view.Previous = lessons[i-1]
		}
		if i+1 < len(lessons) {
			view.Next = lessons[i+1]
		}
		data, err := execute("page.html", view)
		if err != nil {
			return nil, err
		}
		files = append(files, file{l.Name + ".html", data})
	}
	data, err := execute("index.html", view)
	return append(files, file{"index.html", data}), err
}

func source(name string) string {
	data, err := sources.ReadFile(name)
	if err != nil {
		panic("course: the program lacks its own " + name)
	}
	return string(data)
}

func execute(name string, view pageView) ([]byte, error) {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name, view); err != nil {
		return nil, fmt.Errorf("course: %w", err)
	}
	return out.Bytes(), nil
}
