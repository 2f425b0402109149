package gonbexec_test

import (
	"context"
	"fmt"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/gonbexec"
	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

func Example() {
	n := &ipynb.Notebook{Cells: []ipynb.Cell{
		{ID: "declare", Type: ipynb.Code, Source: "func double(n int) int { return 2 * n }"},
		{ID: "run", Type: ipynb.Code, Source: "%%\nfmt.Println(double(21))"},
		{ID: "fail", Type: ipynb.Code, Source: "%%\n\nfmt.Println(triple(21))"},
	}}
	err := gonbexec.Run(context.Background(), n, gonbexec.Settings{Notebook: "a.ipynb"})
	fmt.Print(n.Cells[1].Outputs[0].Text)
	fmt.Println(err)
	// Output:
	// 42
	// a.ipynb: cell [3], line 3: undefined: triple
}
