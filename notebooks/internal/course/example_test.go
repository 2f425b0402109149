package course_test

import (
	"fmt"
	"os"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/course"
	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

func ExampleWrite() {
	dir, err := os.MkdirTemp("", "course")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	text := func(source string) *ipynb.Notebook {
		return &ipynb.Notebook{Cells: []ipynb.Cell{{ID: "title", Type: ipynb.Markdown, Source: source}}}
	}
	fmt.Println(course.Write(dir, []course.Page{
		{Name: "00_energy", Notebook: text("# Energy first\n\nWhy $Z$ is hard.")},
		{Name: "01_cd", Notebook: text("# Contrastive divergence")},
	}))
	files, err := os.ReadDir(dir)
	for _, f := range files {
		fmt.Println(f.Name())
	}
	fmt.Println(err)
	fmt.Println(course.Write(dir, []course.Page{{Name: "02_typo", Notebook: text(`# The sigmoid $\sigmoid$`)}}))
	// Output:
	// <nil>
	// 00_energy.html
	// 01_cd.html
	// index.html
	// <nil>
	// course: 02_typo: cell 1 (markdown, id "title"): formula "\\sigmoid": texmath: \sigmoid at 1: not known
}
