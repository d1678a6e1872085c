using LeakFleet.Benchmarks.Heap;

switch (args.FirstOrDefault())
{
    case "heap":
        return HeapBenchmark.Run(args[1..]);
    default:
        Console.Error.WriteLine("usage: heap [--objects N] [--walks N]");
        return 2;
}
