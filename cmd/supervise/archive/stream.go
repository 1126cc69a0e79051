// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package archive

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

const (
	// separator begins each document, end ends the stream: both are YAML's own. No line within a document can be either,
	// since every document is a mapping, and what is within it is indented.
	separator = "---"
	end       = "..."
)

// errCutOff is returned for a backup that lacks its end.
var errCutOff = errors.New("the backup was cut off: it does not end with the line \"...\"; objects are missing that nobody can name")

// writer writes objects as documents.
type writer struct{ out *bufio.Writer }

func newWriter(out io.Writer) *writer { return &writer{out: bufio.NewWriter(out)} }

func (w *writer) write(object *unstructured.Unstructured) error {
	document, err := encode(object)
	if err != nil {
		return fmt.Errorf("write %s: %w", describe(object), err)
	}
	if _, err := fmt.Fprintf(w.out, "%s\n%s", separator, document); err != nil {
		return fmt.Errorf("write %s: %w", describe(object), err)
	}
	return nil
}

// end says that nothing is missing.
func (w *writer) end() error {
	if _, err := fmt.Fprintln(w.out, end); err != nil {
		return fmt.Errorf("write the end: %w", err)
	}
	if err := w.out.Flush(); err != nil {
		return fmt.Errorf("write the end: %w", err)
	}
	return nil
}

// reader reads documents one at a time.
type reader struct {
	in    *bufio.Reader
	line  int
	ended bool
}

func newReader(in io.Reader) *reader { return &reader{in: bufio.NewReader(in)} }

// next returns the next object, io.EOF after the last, and errCutOff where there is no telling whether it is the last.
func (r *reader) next() (*unstructured.Unstructured, error) {
	for !r.ended {
		first := r.line + 1
		document, err := r.document()
		if err != nil {
			return nil, err
		}
		object, err := decode(document)
		if err != nil {
			return nil, fmt.Errorf("the document from line %d on: %w", first, err)
		}
		if object != nil {
			return object, nil
		}
	}
	return nil, io.EOF
}

// document returns what comes before the next separator, or before the end.
func (r *reader) document() ([]byte, error) {
	var document bytes.Buffer
	for {
		line, err := r.in.ReadBytes('\n')
		if errors.Is(err, io.EOF) && string(line) != end {
			return nil, errCutOff
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read the backup: %w", err)
		}
		r.line++
		switch string(bytes.TrimRight(line, "\r\n")) {
		case end:
			r.ended = true
			return document.Bytes(), nil
		case separator:
			return document.Bytes(), nil
		}
		document.Write(line)
	}
}

// encode returns a document from which decode makes the very same object: the ledger knows a record by a digest of what
// it says. Where YAML falls short of that, as it does for some control characters, the document is JSON.
func encode(object *unstructured.Unstructured) ([]byte, error) {
	document, err := yaml.Marshal(object.Object)
	if err == nil {
		if again, err := decode(document); err == nil && reflect.DeepEqual(again, object) {
			return document, nil
		}
	}
	document, err = json.MarshalIndent(object.Object, "", "  ")
	return append(document, '\n'), err
}

// decode returns nil for a document that says nothing.
func decode(document []byte) (*unstructured.Unstructured, error) {
	content := document
	if !json.Valid(document) {
		var err error
		if content, err = yaml.YAMLToJSONStrict(document); err != nil {
			return nil, err
		}
	}
	if string(content) == "null" {
		return nil, nil
	}
	object := &unstructured.Unstructured{}
	if err := object.UnmarshalJSON(content); err != nil {
		return nil, err
	}
	return object, nil
}

// CheckWhole returns an error for a backup that lacks its end, without reading it all, and goes back to its beginning.
func CheckWhole(file io.ReadSeeker) error {
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("find the end: %w", err)
	}
	// The end, a line feed, and the one of the line before.
	if _, err := file.Seek(max(0, size-int64(len("\n"+end+"\n"))), io.SeekStart); err != nil {
		return fmt.Errorf("find the end: %w", err)
	}
	tail, err := io.ReadAll(file)
	if err != nil {
		return fmt.Errorf("read the end: %w", err)
	}
	if !bytes.HasSuffix(bytes.TrimRight(tail, "\r\n"), []byte("\n"+end)) && string(bytes.TrimRight(tail, "\r\n")) != end {
		return errCutOff
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("go back to the beginning: %w", err)
	}
	return nil
}
