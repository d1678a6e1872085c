namespace HeapTarget;

/// <summary>Objects of many shapes, in numbers that follow from one: what a walk must find again.</summary>
internal sealed class BuiltHeap
{
    private readonly List<object> _roots = [];

    public static BuiltHeap? Kept { get; set; }

    public static BuiltHeap Of(int objects)
    {
        var heap = new BuiltHeap();
        // Nine to ten objects for each row, mixed in memory as programs mix them.
        var rows = new object[objects / 9];
        for (var i = 0; i < rows.Length; i++)
        {
            var order = new Order { Id = i, Customer = new Customer(i), Lines = new OrderLine[i % 4] };
            order.Note = new string('n', i % 13);
            order.Tags = new Tagged<string>(order.Note, i % 2 == 0 ? [] : new byte[i % 31]);
            order.Position = new Tagged<Point>(new Point(i, i, i), new byte[8]);
            order.Next = new Node<int>(i, new Node<long>(i, null));
            rows[i] = order;
        }
        heap._roots.Add(rows);
        heap._roots.Add(Enumerable.Range(0, 1 + objects / 50_000).Select(i => new double[11_000 + i]).ToArray());
        heap._roots.Add(Enumerable.Range(0, 1 + objects / 50_000).Select(i => new string('L', 50_000 + i)).ToArray());
        heap._roots.Add(Enumerable.Range(0, 100).Select(i => GC.AllocateArray<byte>(100 + i, pinned: true)).ToArray());
        heap._roots.Add(new[,] { { 1, 2 }, { 3, 4 } });
        heap._roots.Add(new int[3][] { [], [1], [1, 2, 3] });
        heap._roots.Add(new Dictionary<string, Order>(1000) { ["a frozen string"] = new() });
        return heap;
    }

    /// <summary>Adds arrays of 100 bytes to 20 KB, as buffers and documents are, until they have so many megabytes.</summary>
    public void Fill(int megabytes)
    {
        var arrays = new List<byte[]>();
        var bytes = 0L;
        for (var i = 0; bytes < (long)megabytes << 20; i++)
        {
            arrays.Add(new byte[100 + i * 7919L % 20_000]);
            bytes += arrays[^1].Length;
        }
        _roots.Add(arrays);
    }

    private sealed class Order
    {
        public int Id;
        public Customer? Customer;
        public OrderLine[]? Lines;
        public string? Note;
        public object? Tags;
        public object? Position;
        public object? Next;
    }

    private sealed class Customer(int number)
    {
        public readonly int Number = number;
        public readonly byte Kind = (byte)number;
    }

    private readonly record struct OrderLine(object? Article, int Amount, short Unit);

    private readonly record struct Point(int X, int Y, int Z);

    private sealed record Tagged<T>(T Tag, byte[] Content);

    private sealed record Node<T>(T Value, object? Next);
}
