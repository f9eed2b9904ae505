package form

import "mihe/internal/base/access"

// The rights of this room.
const (
	CanRead        access.Right = "form.read"         // the layouts in use, with their burden
	CanRegister    access.Right = "form.register"     // registering a layout
	CanFill        access.Right = "form.fill"         // handing out sheets, filling forms for others
	CanReadAnswers access.Right = "form.answers.read" // what people have answered
)

// Answering is the purpose for which answers are read.
const Answering access.Purpose = "form_answers"
