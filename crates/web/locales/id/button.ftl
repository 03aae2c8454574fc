# button
