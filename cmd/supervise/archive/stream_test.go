// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package archive

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// TestStreamKeepsEveryText holds that what is read is what was written: the receipts in the ledger are found by a digest.
func TestStreamKeepsEveryText(t *testing.T) {
	var objects []*unstructured.Unstructured
	for _, text := range []string{
		"", " ", "2021", "2021-04", "2021-04-15", "2021-04-15T09:00:00Z", "09:00", "1e3", "0x1F", "0o7", "017", "1_000", ".5", "~", "null", "y", "n", "yes", "No", "on", "=", "<<",
		"完成4个急救工作站。", "第一行\n第二行\n", "\n", "a\n---\nb\n...\nc", "---", "...", "- a", "a: b", "# no comment", "a # b", "'", "\"", "\\", "{", "[", "&a", "*a", "!a", "|", ">", "%", "@", "`",
		"tab\there", "trailing ", "trailing\n\n", " leading\n  more", "\r", "a\r\nb", "\u0085", "\u2028", "\u2029", "\ufeff", "\u00a0", "\u0000", "\u001b", "\u007f", "😀", "\U0010ffff",
		strings.Repeat("很长的一句话", 400), strings.Repeat("word ", 400),
	} {
		objects = append(objects, &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "v1", "kind": "K", "metadata": map[string]any{"name": "n", "annotations": map[string]any{text: text}},
			"spec": map[string]any{"text": text, "list": []any{text, text}},
		}})
	}
	objects = append(objects, &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "K", "metadata": map[string]any{},
		"spec": map[string]any{"zero": int64(0), "most": int64(9223372036854775807), "least": int64(-9223372036854775808), "half": 0.5, "yes": true, "none": nil, "empty": map[string]any{}, "no": []any{}},
	}})
	var stream bytes.Buffer
	w := newWriter(&stream)
	for _, object := range objects {
		if err := w.write(object); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.end(); err != nil {
		t.Fatal(err)
	}
	if err := CheckWhole(bytes.NewReader(stream.Bytes())); err != nil {
		t.Error(err)
	}
	r := newReader(&stream)
	for _, want := range objects {
		got, err := r.next()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("read (-written +read):\n%s", diff)
		}
	}
	if _, err := r.next(); !errors.Is(err, io.EOF) {
		t.Errorf("error %v after the last, want EOF", err)
	}
}

func TestReader(t *testing.T) {
	const object = "apiVersion: v1\nkind: K\nmetadata:\n  name: n\n"
	for name, test := range map[string]struct {
		stream string
		count  int
		// cutOff tells that the end is missing, message what another error says.
		cutOff  bool
		message string
	}{
		"nothing but an end":              {stream: "...\n"},
		"an end without a line feed":      {stream: "---\n" + object + "...", count: 1},
		"line feeds of another system":    {stream: strings.ReplaceAll("---\n"+object+"---\n"+object+"...\n", "\n", "\r\n"), count: 2},
		"comments and empty documents":    {stream: "# from Monday\n---\n---\n# first\n" + object + "...\n", count: 1},
		"no separator before the first":   {stream: object + "---\n" + object + "...\n", count: 2},
		"what follows the end":            {stream: "---\n" + object + "...\nrubbish", count: 1},
		"nothing at all":                  {stream: "", cutOff: true},
		"no end":                          {stream: "---\n" + object, cutOff: true},
		"an end within the last line":     {stream: "---\n" + object + "spec: a...\n", cutOff: true},
		"cut off within the end":          {stream: "---\n" + object + "..", cutOff: true},
		"a field that stands there twice": {stream: "---\n" + object + "kind: K\n...\n", message: "from line 2 on"},
		"no object":                       {stream: "---\n" + object + "---\n[]\n...\n", count: 1, message: "from line 7 on"},
		"no kind":                         {stream: "---\nmetadata: {}\n...\n", message: "'Kind' is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newReader(strings.NewReader(test.stream))
			count := 0
			var err error
			for ; err == nil; count++ {
				_, err = r.next()
			}
			count--
			switch {
			case test.cutOff:
				if !errors.Is(err, errCutOff) {
					t.Errorf("error %v, want one that says that it was cut off", err)
				}
				return
			case test.message != "":
				if !strings.Contains(err.Error(), test.message) {
					t.Errorf("error %v, want one with %q", err, test.message)
				}
			case !errors.Is(err, io.EOF):
				t.Error(err)
			}
			if count != test.count {
				t.Errorf("%d objects, want %d", count, test.count)
			}
		})
	}
}

func TestCheckWhole(t *testing.T) {
	for stream, whole := range map[string]bool{
		"...\n": true, "...": true, "a\n...\n": true, "a\n...": true, "a\r\n...\r\n": true,
		"": false, "a\n": false, "a...\n": false, "a\n..": false, "a\n---\n": false,
	} {
		file := strings.NewReader(stream)
		if err := CheckWhole(file); (err == nil) != whole {
			t.Errorf("%q: error %v, want whole to be %t", stream, err, whole)
		} else if rest, err := io.ReadAll(file); whole && (err != nil || string(rest) != stream) {
			t.Errorf("%q: then it reads as %q, error %v", stream, rest, err)
		}
	}
}

func TestStreamIsYAMLWhereThatWillDo(t *testing.T) {
	for text, want := range map[string]string{
		"完成4个急救工作站。": "spec:\n  text: 完成4个急救工作站。\n", "2021": "spec:\n  text: \"2021\"\n", "\x7f": "{\n  \"apiVersion\": \"v1\"",
	} {
		document, err := encode(&unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": "K", "spec": map[string]any{"text": text}}})
		if err != nil || !strings.Contains(string(document), want) {
			t.Errorf("%q is written as\n%s(error %v), want it to have\n%s", text, document, err, want)
		}
	}
}
