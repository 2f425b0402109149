package texmath

import "testing"

// seedFormulas are the formulas of the text from which the course grew.
var seedFormulas = []string{
	`\Delta W = \epsilon (v_0 h_0^T - v_1 h_1^T)`,
	`\epsilon`,
	`E(v,h) = -\sum_i a_i v_i - \sum_j b_j h_j - \sum_{i,j} v_i w_{ij} h_j`,
	`v_i`, `h_i`, `w_{ij}`, `h_j`, `a_i, b_i`, `a_i`, `b_j`,
	`P(h_j=1|v)=\sigma\left(b_j+\sum_i v_iw_{ij}\right)`,
	`P(v_i'=1|h) = \sigma\left(a_i + \sum_j h_j w_{ij}\right)`,
	`P(h_j'=1|v')=\sigma\left(b_j+\sum_i v_i'w_{ij}\right)`,
	`\sigma(x) = \frac{1}{1+e^{-x}}`,
	`\Delta w_{ij} = \eta \left( \langle v_i h_j \rangle_{\text{data}} - \langle v_i h_j \rangle_{\text{reconstruction}} \right)`,
	`\eta`, `\langle \cdot \rangle`,
	`\Delta a_i = \eta(v_i - v_i') \ \Delta b_j = \eta(h_j - h_j')`,
	`w_{ij} \leftarrow w_{ij} + \Delta w_{ij} \ a_i \leftarrow a_i + \Delta a_i \ b_i \leftarrow b_i + \Delta b_i`,
	`Input \rightarrow RBM1 \rightarrow RBM2 \rightarrow RBM3 \rightarrow ... \rightarrow Classifier (e.g. Softmax)`,
}

func TestSeedFormulas(t *testing.T) {
	for _, tex := range seedFormulas {
		for _, display := range []bool{true, false} {
			got, err := MathML(tex, display)
			if err != nil {
				t.Errorf("%s: %v", tex, err)
			} else if err := wellFormed(got); err != nil {
				t.Errorf("%s: %v", tex, err)
			}
		}
	}
}
