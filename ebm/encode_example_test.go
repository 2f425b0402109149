package ebm_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

func ExampleLoad() {
	dir, err := os.MkdirTemp("", "ebm")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "digits.safetensors")

	if err := ebm.Save(path, ebm.NewBernoulliRBM(784, 500, ebm.NewRand(1))); err != nil {
		fmt.Println(err)
		return
	}
	m, err := ebm.Load[*ebm.RBM](path)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.NumVisible(), m.NumHidden())
	// Output:
	// 784 500
}

// A model that has diverged never replaces a good file.
func ExampleSave() {
	dir, err := os.MkdirTemp("", "ebm")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "model.safetensors")

	m := ebm.NewBernoulliRBM(4, 3, ebm.NewRand(1))
	fmt.Println(ebm.Save(path, m))
	zero := m.Weights.Row(0)[0] * 0
	m.Weights.Row(0)[0] = 1 / zero
	fmt.Println(errors.Is(ebm.Save(path, m), ebm.ErrDiverged))
	_, err = ebm.Load[*ebm.RBM](path)
	fmt.Println(err)
	// Output:
	// <nil>
	// true
	// <nil>
}

// The parameters of a model that Load cannot rebuild, one with a layer type of
// your own for instance, or that another program wrote.
func ExampleLoadParams() {
	dir, err := os.MkdirTemp("", "ebm")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "params.safetensors")

	first := ebm.NewBernoulliRBM(4, 3, ebm.NewRand(1))
	if err := ebm.Save(path, first.Params()); err != nil {
		fmt.Println(err)
		return
	}
	second := ebm.NewBernoulliRBM(4, 3, ebm.NewRand(2))
	if err := ebm.LoadParams(path, second.Params()); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(first.Weights.At(3, 2) == second.Weights.At(3, 2))
	// Output:
	// true
}
