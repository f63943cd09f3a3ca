using System.Buffers.Binary;
using System.Text;

namespace Rrm.Checkpoints.PyTorch;

/// <summary>
/// Reads a pickle, protocols 2 to 5, without executing anything: classes and functions are names, calls and object states are not carried out,
/// except for the few of <see cref="TorchVocabulary"/>. Values are shared, never copied, and none is walked through; so time and memory grow with
/// the number of instructions, which is limited, and with the length of texts. Lists and bytes, which CIFAR-10's files are made of, it forgets: those have a reader of their own.
/// </summary>
internal sealed class PickleInterpreter
{
    // Each makes at most some hundred bytes. A tensor takes about fifty, a number in a list one or two.
    private const int MaxInstructions = 4_000_000;

    // Longer ones are no names, and would be compared again and again.
    private const int MaxName = 256;

    private static readonly object True = true, False = false;

    private readonly byte[] pickle;
    private readonly List<object> stack = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<long, object> memo = [];
    private int position;

    private PickleInterpreter(byte[] pickle) => this.pickle = pickle;

    /// <summary>The pickled value. Throws <see cref="InvalidDataException"/> for what is no pickle of torch.save.</summary>
    public static object Run(byte[] pickle) => new PickleInterpreter(pickle).Run();

    private object Run()
    {
        for (var instruction = 0; instruction < MaxInstructions; instruction++)
        {
            var at = position;
            switch (Byte())
            {
                // The frame of the pickle.
                case 0x80: Byte(); break; // PROTO
                case 0x95: Take(8); break; // FRAME
                case (byte)'.': return Pop(); // STOP

                // The stack and the memo.
                case (byte)'(': marks.Add(stack.Count); break; // MARK
                case (byte)'0': Pop(); break;
                case (byte)'1': PopMark(); break;
                case (byte)'2': stack.Add(Top); break; // DUP
                case (byte)'q': memo[Byte()] = Top; break; // BINPUT
                case (byte)'r': memo[Length(4)] = Top; break; // LONG_BINPUT
                case 0x94: memo[memo.Count] = Top; break; // MEMOIZE
                case (byte)'h': stack.Add(Memo(Byte())); break; // BINGET
                case (byte)'j': stack.Add(Memo(Length(4))); break; // LONG_BINGET

                // Scalars.
                case (byte)'N': stack.Add(PickleOpaque.None); break;
                case 0x88: stack.Add(True); break; // NEWTRUE
                case 0x89: stack.Add(False); break; // NEWFALSE
                case (byte)'K': stack.Add((long)Byte()); break; // BININT1
                case (byte)'M': stack.Add(Length(2)); break; // BININT2
                case (byte)'J': stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break; // BININT
                case 0x8A: stack.Add(Integer(Take(Byte()))); break; // LONG1
                case 0x8B: stack.Add(Integer(Take(Length(4)))); break; // LONG4
                case (byte)'G': Take(8); stack.Add(PickleOpaque.Number); break; // BINFLOAT
                case 0x8C: case (byte)'U': stack.Add(Text(Take(Byte()))); break; // SHORT_BINUNICODE, SHORT_BINSTRING
                case (byte)'X': case (byte)'T': stack.Add(Text(Take(Length(4)))); break; // BINUNICODE, BINSTRING
                case 0x8D: stack.Add(Text(Take(Length(8)))); break; // BINUNICODE8
                case (byte)'C': Take(Byte()); stack.Add(PickleOpaque.Bytes); break; // SHORT_BINBYTES
                case (byte)'B': Take(Length(4)); stack.Add(PickleOpaque.Bytes); break; // BINBYTES
                case 0x8E: case 0x96: Take(Length(8)); stack.Add(PickleOpaque.Bytes); break; // BINBYTES8, BYTEARRAY8

                // Containers. Nothing here is in a list or a set.
                case (byte)')': stack.Add(PickleTuple.Empty); break;
                case (byte)'t': stack.Add(new PickleTuple(PopMark())); break;
                case 0x85: stack.Add(new PickleTuple([Pop()])); break; // TUPLE1
                case 0x86: { var last = Pop(); stack.Add(new PickleTuple([Pop(), last])); break; }
                case 0x87: { var (last, middle) = (Pop(), Pop()); stack.Add(new PickleTuple([Pop(), middle, last])); break; }
                case (byte)']': case 0x8F: stack.Add(PickleOpaque.List); break; // EMPTY_LIST, EMPTY_SET
                case 0x91: PopMark(); stack.Add(PickleOpaque.List); break; // FROZENSET
                case (byte)'a': Pop(); _ = Top; break; // APPEND
                case (byte)'e': case 0x90: PopMark(); _ = Top; break; // APPENDS, ADDITEMS
                case (byte)'}': stack.Add(new PickleDictionary()); break;
                case (byte)'s': { var value = Pop(); SetItems([Pop(), value]); break; }
                case (byte)'u': SetItems(PopMark()); break;

                // Names, calls and states.
                case (byte)'c': stack.Add(Global(Line(), Line())); break; // GLOBAL
                case 0x93: { var name = Pop(); stack.Add(Global(Pop(), name)); break; } // STACK_GLOBAL
                case (byte)'R': { var arguments = Pop(); stack.Add(TorchVocabulary.Call(Pop(), arguments)); break; }
                case 0x81: { Pop(); stack.Add(Object(Pop())); break; } // NEWOBJ
                case 0x92: { Pop(); Pop(); stack.Add(Object(Pop())); break; } // NEWOBJ_EX
                case (byte)'b': Pop(); _ = Top; break; // BUILD: an object's attributes, among them a state_dict's _metadata.
                case (byte)'Q': stack.Add(TorchVocabulary.Persistent(Pop())); break; // BINPERSID

                case var opcode: throw new InvalidDataException($"byte {at} of its pickle is 0x{opcode:x2}, an instruction that torch.save does not write.");
            }
        }
        throw new InvalidDataException($"its pickle has more than {MaxInstructions:N0} instructions. Save the state_dict without the lists beside it.");
    }

    private static PickleGlobal Global(object module, object name) => (module, name) is (string { Length: <= MaxName } of, string { Length: <= MaxName } called)
        ? new(of, called)
        : throw new InvalidDataException($"a class or function has no name, or one of more than {MaxName} letters.");

    private static PickleOpaque Object(object type) => type is PickleGlobal global ? new(global) : PickleOpaque.Object;

    private void SetItems(object[] items)
    {
        if (items.Length % 2 != 0)
            throw new InvalidDataException("a dict has a key without a value.");
        if (Top is not PickleDictionary dictionary)
            return; // The items of an object that is not made.
        for (var index = 0; index < items.Length; index += 2)
            dictionary.Add(items[index], items[index + 1]);
    }

    private object Top => stack.Count > Floor ? stack[^1] : throw new InvalidDataException("its pickle takes more from the stack than it put there.");

    private int Floor => marks.Count > 0 ? marks[^1] : 0;

    private object Pop()
    {
        var top = Top;
        stack.RemoveAt(stack.Count - 1);
        return top;
    }

    private object[] PopMark()
    {
        if (marks.Count == 0)
            throw new InvalidDataException("its pickle closes a group that it never opened.");
        var items = stack[Floor..].ToArray();
        stack.RemoveRange(Floor, items.Length);
        marks.RemoveAt(marks.Count - 1);
        return items;
    }

    private object Memo(long index) => memo.TryGetValue(index, out var value) ? value : throw new InvalidDataException($"its pickle refers to value {index}, which it never stored.");

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > pickle.Length - position)
            throw new InvalidDataException($"its pickle ends at byte {pickle.Length}, in the middle of a value.");
        position += (int)count;
        return pickle.AsSpan(position - (int)count, (int)count);
    }

    private long Length(int bytes) => Integer(Take(bytes), signed: false) as long? ?? -1;

    // Larger integers are no size, offset or count.
    private static object Integer(ReadOnlySpan<byte> littleEndian, bool signed = true)
    {
        if (littleEndian.Length > sizeof(long))
            return PickleOpaque.Number;
        var value = signed && littleEndian.Length > 0 && littleEndian[^1] >= 0x80 ? -1L : 0L;
        for (var index = littleEndian.Length - 1; index >= 0; index--)
            value = value << 8 | littleEndian[index];
        return value;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private string Line()
    {
        var length = pickle.AsSpan(position).IndexOf((byte)'\n');
        var line = Text(Take(length));
        position++;
        return line;
    }
}
