namespace Rrm.Images;

/// <summary>Labelled pictures of any size, decoded whenever they are looked at. Any thread may call at any time.</summary>
public interface IPictureSource
{
    /// <summary>How many.</summary>
    int Count { get; }

    /// <summary>The class of a picture.</summary>
    int Label(int index);

    /// <summary>How large a picture is, known without decoding it.</summary>
    PictureSize Size(int index);

    /// <summary>What tells the picture from others without decoding it, wherever its folder lies: relative name and bytes of the file.</summary>
    string Identity(int index);

    /// <summary>Writes the picture as it is tested: scaled to fit, centre cut out; channel planes of rows.</summary>
    void Decode(int index, Span<byte> pixels);

    /// <summary>Writes a part of the picture, scaled to the size of the set's images; channel planes of rows.</summary>
    void Decode(int index, Window window, Span<byte> pixels);
}
