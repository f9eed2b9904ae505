package feedback

import "mihe/internal/base/access"

// CanAnswer is the right of a provider to answer the orders that were handed to it. The others are those of casework.
const CanAnswer access.Right = "feedback.order.answer"

// Handling is why the words of an order are read.
const Handling access.Purpose = "complaint_handling"
