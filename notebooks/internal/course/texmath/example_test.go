package texmath_test

import (
	"fmt"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/course/texmath"
)

func ExampleMathML() {
	fmt.Println(texmath.MathML(`e^{-F(v)}`, false))
	fmt.Println(texmath.MathML(`e^{-F(v)} + \color{red}`, false))
	// Output:
	// <math><msup><mi>e</mi><mrow><mo form="prefix">−</mo><mi>F</mi><mo stretchy="false">(</mo><mi>v</mi><mo stretchy="false">)</mo></mrow></msup></math> <nil>
	//  texmath: \color at 13: not known
}
