using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace LeakFleet.Agent.Heap.Snapshot;

/// <summary>Names of types by id, from the runtime's bulk type events. The target writes these: every length is checked.</summary>
/// <remarks>
/// GCBulkType: count u32, CLR instance u16, then for each type: id u64, module u64, name id u32, flags u32, element kind u8, name (UTF-16, closed by a
/// zero), number of arguments u32, their ids u64 each. The name of a nested type lacks the types around it; those of its arguments are whole.
/// </remarks>
internal sealed class SnapshotTypes(int typesMax, int nameCharsMax)
{
    private const int HeaderBytes = 6;
    private const int FixedBytes = 25;
    private const int ArgumentsMax = 64;

    private readonly Dictionary<ulong, string> _names = [];

    /// <summary>Whether all of the event could be understood and kept.</summary>
    public bool Add(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < HeaderBytes) return false;
        var count = BinaryPrimitives.ReadUInt32LittleEndian(payload);
        var rest = payload[HeaderBytes..];
        for (; count > 0; count--)
        {
            if (!TryRead(ref rest, out var id, out var name)) return false;
            if (_names.Count >= typesMax && !_names.ContainsKey(id)) return false;
            _names[id] = name;
        }
        return true;
    }

    /// <summary>Null when the type was never described.</summary>
    public string? NameOf(ulong id) => _names.GetValueOrDefault(id) is { Length: > 0 } name ? name : null;

    private bool TryRead(ref ReadOnlySpan<byte> rest, out ulong id, out string name)
    {
        (id, name) = (0, "");
        if (rest.Length < FixedBytes) return false;
        id = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        rest = rest[FixedBytes..];
        var chars = MemoryMarshal.Cast<byte, char>(rest);
        var length = chars.IndexOf('\0');
        if (length < 0) return false;
        name = PlainText.Of(Spell(chars[..length]), nameCharsMax);
        rest = rest[((length + 1) * sizeof(char))..];
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(rest, out var arguments) || arguments > ArgumentsMax) return false;
        var end = sizeof(uint) + (int)arguments * sizeof(ulong);
        if (rest.Length < end) return false;
        rest = rest[end..];
        return true;
    }

    /// <summary><c>Map`2[System.Int32,A[]]</c> as heap walks spell it: <c>Map&lt;System.Int32, A[]&gt;</c>.</summary>
    private string Spell(ReadOnlySpan<char> name)
    {
        // Longer ones are cut anyway; twice that, since spelling removes characters too.
        name = name[..Math.Min(name.Length, 2 * nameCharsMax)];
        if (name.IndexOfAny('[', '`') < 0) return name.ToString();
        var spelled = new StringBuilder(name.Length);
        var isArray = false;
        for (var i = 0; i < name.Length; i++)
        {
            switch (name[i])
            {
                case '`':
                    while (i + 1 < name.Length && char.IsAsciiDigit(name[i + 1])) i++;
                    break;
                case '[':
                    isArray = i + 1 < name.Length && name[i + 1] is (']' or ',' or '*');
                    spelled.Append(isArray ? '[' : '<');
                    break;
                case ']':
                    spelled.Append(isArray ? ']' : '>');
                    isArray = false;
                    break;
                case ',' when !isArray:
                    spelled.Append(", ");
                    break;
                default:
                    spelled.Append(name[i]);
                    break;
            }
        }
        return spelled.ToString();
    }
}
