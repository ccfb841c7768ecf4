output "function_arn" {
  description = "The function that AWS IoT asks."
  value       = aws_lambda_function.this.arn
}

output "table" {
  description = "Table of the VENs that may come by a claim; each is an item with its VenId."
  value       = aws_dynamodb_table.expected.name
}

output "log_group" {
  description = "Where the function says whom it refused, and why."
  value       = aws_cloudwatch_log_group.this.name
}
