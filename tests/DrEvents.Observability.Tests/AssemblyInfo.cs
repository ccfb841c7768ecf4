// Spans and instruments are the process's, not a host's: what runs beside a test would be in what it sees.
[assembly: Xunit.v3.Parallelization(MaxThreads = 1)]
