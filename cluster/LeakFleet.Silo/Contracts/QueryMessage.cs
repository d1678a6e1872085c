using LeakFleet.Fleet;

namespace LeakFleet.Silo.Contracts;

/// <summary>A question to a part of the index, in the words that people ask it with.</summary>
[GenerateSerializer, Immutable, Alias("leakfleet.query")]
internal sealed class QueryMessage
{
    /// <summary>A <see cref="QueryTarget"/>, by its number.</summary>
    [Id(0)]
    public int Target { get; init; }

    /// <summary>Names and values in turn.</summary>
    [Id(1)]
    public string[] Parameters { get; init; } = [];

    public static QueryMessage Of(ListQuery query) => new()
    {
        Target = (int)query.Target,
        Parameters = [.. query.ToParameters().SelectMany(parameter => new[] { parameter.Key, parameter.Value })],
    };

    /// <summary>The question again; one that this version does not understand was asked by another.</summary>
    public ListQuery Read(DateTimeOffset now)
    {
        var named = Parameters.Chunk(2).Where(pair => pair.Length == 2).Select(pair => new KeyValuePair<string, string>(pair[0], pair[1]));
        return ListQueryReader.Read(named, (QueryTarget)Target, now, out var faults)
            ?? throw new OrleansException($"a silo of another version asks what this one does not know: {string.Join("; ", faults.Select(f => f.ToString()))}");
    }
}
