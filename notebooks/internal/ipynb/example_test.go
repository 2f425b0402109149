package ipynb_test

import (
	"fmt"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

func Example() {
	n := ipynb.Notebook{Cells: []ipynb.Cell{{ID: "title", Type: ipynb.Markdown, Source: "# Title\nText"}}}
	b, err := n.Encode()
	fmt.Printf("%s%v\n", b, err)
	_, err = ipynb.Decode(b[:20])
	fmt.Println(err)
	// Output:
	// {
	//  "cells": [
	//   {
	//    "cell_type": "markdown",
	//    "id": "title",
	//    "metadata": {},
	//    "source": [
	//     "# Title\n",
	//     "Text"
	//    ]
	//   }
	//  ],
	//  "metadata": {},
	//  "nbformat": 4,
	//  "nbformat_minor": 5
	// }
	// <nil>
	// line 4, column 3: not valid JSON: the file ends early
}
